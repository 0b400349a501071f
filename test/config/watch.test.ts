import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchConfig } from '../../src/config/watch.ts'
import { eventually } from '../setup/eventually.ts'

let folder: string
let file: string
let changes: number
let unwatch: () => void

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadyard-watch-'))
  file = path.join(folder, 'config.yaml')
  changes = 0
  unwatch = () => undefined
})
afterEach(() => {
  unwatch()
  rmSync(folder, { recursive: true, force: true })
})

function start() {
  unwatch = watchConfig(file, () => changes++)
}

const told = (times: number) => eventually(() => expect(changes).toBe(times), { timeout: 3_000 })

describe('a change', () => {
  beforeEach(() => {
    writeFileSync(file, 'a')
    start()
  })

  it('of the file itself is reported', async () => {
    writeFileSync(file, 'b')
    await told(1)
    appendFileSync(file, 'c')
    await told(2)
  })

  it('by a new file with the old name is reported, as editors do it', async () => {
    for (const n of [1, 2]) {
      writeFileSync(`${file}.tmp`, `new ${n}`)
      renameSync(`${file}.tmp`, file)
      await told(n)
    }
  })

  it('in several writes is reported once', async () => {
    for (let n = 0; n < 20; n++) appendFileSync(file, 'x')
    await told(1)
  })

  it('is reported although other files of the folder change all the time, which are ignored', async () => {
    const noise = setInterval(() => appendFileSync(path.join(folder, 'hub.log'), 'line\n'), 20)
    try {
      await pause(500)
      expect(changes).toBe(0)
      appendFileSync(file, 'x')
      await told(1)
    } finally {
      clearInterval(noise)
    }
  })

  it('is not reported after the watcher is stopped', async () => {
    const other: string[] = []
    const end = watchConfig(file, () => other.push('told'))
    unwatch()
    appendFileSync(file, 'x')
    await eventually(() => expect(other).toEqual(['told']))
    end()
    expect(changes).toBe(0)
  })
})

it('a change of a link’s target is reported, as in a mounted ConfigMap', async () => {
  for (const version of ['one', 'two']) {
    mkdirSync(path.join(folder, version))
    writeFileSync(path.join(folder, version, 'config.yaml'), version)
  }
  symlinkSync('one', path.join(folder, '..data'))
  symlinkSync(path.join('..data', 'config.yaml'), file)
  start()
  symlinkSync('two', path.join(folder, '..data_tmp'))
  renameSync(path.join(folder, '..data_tmp'), path.join(folder, '..data'))
  await told(1)
})
