import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureLocalToken, readLocalToken } from '../../src/local/token.ts'

let folder: string
let dataDir: string
const file = () => path.join(dataDir, 'local-token')
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadyard local '))
  dataDir = path.join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the token of a data folder', () => {
  it('is made once, in a folder that is created if needed, and only its own user can read it', () => {
    const token = ensureLocalToken(dataDir)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(readFileSync(file(), 'utf8')).toBe(`${token}\n`)
    expect(ensureLocalToken(dataDir)).toBe(token)
    expect(readLocalToken(dataDir)).toBe(token)
    expect(readdirSync(dataDir)).toEqual(['local-token'])
  })

  it('differs between folders', () => {
    expect(ensureLocalToken(dataDir)).not.toBe(ensureLocalToken(path.join(folder, 'other')))
  })

  it.each([0o644, 0o640, 0o660, 0o604])('is replaced if others can read or write it (%o)', (mode) => {
    const token = ensureLocalToken(dataDir)
    chmodSync(file(), mode)
    const next = ensureLocalToken(dataDir)
    expect(next).not.toBe(token)
    expect(readLocalToken(dataDir)).toBe(next)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it.each(['', 'short', `${'x'.repeat(43)} y`])('is replaced where the file holds something else: %j', (text) => {
    ensureLocalToken(dataDir)
    writeFileSync(file(), text)
    expect(readLocalToken(dataDir)).toBeUndefined()
    expect(ensureLocalToken(dataDir)).toMatch(/^[\w-]{43}$/)
  })

  it('is never written through a link', () => {
    ensureLocalToken(dataDir)
    const elsewhere = path.join(folder, 'elsewhere')
    writeFileSync(elsewhere, 'x'.repeat(43), { mode: 0o600 })
    rmSync(file())
    symlinkSync(elsewhere, file())
    expect(ensureLocalToken(dataDir)).not.toBe('x'.repeat(43))
    expect(readFileSync(elsewhere, 'utf8')).toBe('x'.repeat(43))
  })

  it('fails if the place is not a folder', () => {
    writeFileSync(dataDir, '')
    expect(() => ensureLocalToken(dataDir)).toThrow()
    expect(readLocalToken(dataDir)).toBeUndefined()
  })
})
