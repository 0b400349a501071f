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

  it('of the file in its place is told', async () => {
    writeFileSync(file, 'b')
    await told(1)
    appendFileSync(file, 'c')
    await told(2)
  })

  it('by a new file under the old name is told, as editors do it', async () => {
    for (const n of [1, 2]) {
      writeFileSync(`${file}.tmp`, `new ${n}`)
      renameSync(`${file}.tmp`, file)
      await told(n)
    }
  })

  it('in a burst is told once', async () => {
    for (let n = 0; n < 20; n++) appendFileSync(file, 'x')
    await told(1)
  })

  it('is told though other files of the folder are written all the time, and they are not', async () => {
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

  it('is told no more once the watching ended', async () => {
    const other: string[] = []
    const end = watchConfig(file, () => other.push('told'))
    unwatch()
    appendFileSync(file, 'x')
    await eventually(() => expect(other).toEqual(['told']))
    end()
    expect(changes).toBe(0)
  })
})

it('of the target of a link is told, as a mounted ConfigMap changes', async () => {
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
