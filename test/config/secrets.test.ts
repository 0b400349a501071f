import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isReference, resolveReferences } from '../../src/config/secrets.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'leadyard-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

const env = { KEY: 'the-key-of-crm', ACCOUNT: 'contoso', EMPTY: '', DOLLARS: "$& $1 $$ $'", PORT: '8080' }

describe('a reference', () => {
  it('to the environment is replaced everywhere', () => {
    const { value, secrets, problems } = resolveReferences(
      { a: '${env:KEY}', list: ['x', '${env:KEY}'], deep: { b: 'AccountName=${env:ACCOUNT};AccountKey=${env:KEY}' } },
      env,
    )
    expect(value).toEqual({
      a: 'the-key-of-crm',
      list: ['x', 'the-key-of-crm'],
      deep: { b: 'AccountName=contoso;AccountKey=the-key-of-crm' },
    })
    expect(new Set(secrets)).toEqual(new Set(['the-key-of-crm', 'contoso']))
    expect(problems).toEqual([])
  })

  it('to a file is replaced by its text without the last line break', () => {
    const file = path.join(folder, 'key')
    writeFileSync(file, 'line one\nline two\n')
    const { value, secrets } = resolveReferences({ a: `\${file:${file}}` }, env)
    expect(value).toEqual({ a: 'line one\nline two' })
    expect(secrets).toEqual(['line one\nline two'])
  })

  const around: [string, string, string][] = [
    ['a line break', '', '\n'],
    ['a Windows line break', '', '\r\n'],
    ['several line breaks', '\n', '\n\r\n\n'],
    ['an old Mac line break', '', '\r'],
    ['a Unicode line break', '', '\u2028\u0085\u2029'],
    ['blanks and tabs', ' \t', '\t '],
    ['a byte order mark', '\uFEFF', '\r\n'],
  ]
  it.each(around)('loses %s around its text, which no sender presents', (_what, before, after) => {
    const text = `${before}the key of crm${after}`
    const file = path.join(folder, 'around')
    writeFileSync(file, text)
    const { value, secrets, problems } = resolveReferences({ a: '${env:A}', b: `\${file:${file}}` }, { A: text })
    expect(value).toEqual({ a: 'the key of crm', b: 'the key of crm' })
    expect(secrets).toEqual(['the key of crm', 'the key of crm'])
    expect(problems).toEqual([])
  })

  it.each([' ', '\n', '\r\n\t ', '\uFEFF\n'])('to blanks only (%j) is a problem', (text) => {
    const file = path.join(folder, 'blanks')
    writeFileSync(file, text)
    const { problems } = resolveReferences({ a: '${env:A}', b: `\${file:${file}}` }, { A: text })
    expect(problems.map(({ path: at, message }) => [at, message])).toEqual([
      ['a', 'environment variable A holds nothing but blanks'],
      ['b', `file ${file} holds nothing but blanks`],
    ])
  })

  it.each([
    ['UTF-16, as Windows PowerShell writes it', Buffer.from('\uFEFFthe-key\r\n', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('the-key', 'utf16le')],
    ['latin1', Buffer.from('schlüssel', 'latin1')],
  ])('to a file in %s is a problem that says so', (_what, bytes) => {
    const file = path.join(folder, 'bytes')
    writeFileSync(file, bytes)
    const { problems, secrets } = resolveReferences({ b: `\${file:${file}}` }, {})
    expect(problems).toEqual([
      { path: 'b', message: `file ${file} is not UTF-8 text`, hint: 'save it as UTF-8, without a byte order mark' },
    ])
    expect(secrets).toEqual([])
  })

  it('is replaced by the literal text, whatever characters it has', () => {
    expect(resolveReferences({ a: '<${env:DOLLARS}>' }, env).value).toEqual({ a: "<$& $1 $$ $'>" })
  })

  it('is not looked for in a replaced text', () => {
    expect(resolveReferences({ a: '${env:A}' }, { A: '${env:KEY}', KEY: 'x' }).value).toEqual({ a: '${env:KEY}' })
  })

  it.each([
    ['${env:NOWHERE}', 'environment variable NOWHERE is not set'],
    ['${env:EMPTY}', 'environment variable EMPTY is not set'],
    ['${file:/nowhere/at/all}', 'file /nowhere/at/all cannot be read'],
    [`\${file:${folder}}`, `file ${folder} cannot be read`],
  ])('%s is a problem at its place', (text, message) => {
    const { problems, secrets } = resolveReferences({ destinations: { crm: { keys: ['ok', text] } } }, env)
    expect(problems).toEqual([{ path: 'destinations.crm.keys.1', message, hint: expect.any(String) }])
    expect(secrets).toEqual([])
  })

  it('that is broken is reported for each path', () => {
    const { problems } = resolveReferences({ a: '${env:X} ${env:Y}', b: '${env:X}' }, {})
    expect(problems.map(({ path: at, message }) => `${at}: ${message}`)).toEqual([
      'a: environment variable X is not set',
      'a: environment variable Y is not set',
      'b: environment variable X is not set',
    ])
  })

  it('has no other form', () => {
    const tree = { a: '$env:KEY', b: '${KEY}', c: '${env:}', d: '${ENV:KEY}', e: 5, f: null, g: true }
    expect(resolveReferences(tree, env)).toEqual({ value: tree, secrets: [], problems: [] })
  })

  it('to a port or a boolean is not a secret, because hiding it would remove numbers everywhere', () => {
    expect(resolveReferences({ a: '${env:PORT}', b: '${env:ON}' }, { ...env, ON: 'true' }).secrets).toEqual([])
    expect(resolveReferences({ a: '${env:PIN}' }, { PIN: '12345678' }).secrets).toEqual(['12345678'])
  })
})

it.each([
  ['${env:KEY}', true],
  ['${file:/run/secrets/key}', true],
  ['AccountKey=${env:KEY}', true],
  ['hunter2', false],
  ['$env:KEY', false],
  ['${env:}', false],
  [5, false],
  [undefined, false],
])('%j takes its content from elsewhere: %s', (text, elsewhere) => {
  // Called twice, because a global pattern remembers its position.
  expect([isReference(text), isReference(text)]).toEqual([elsewhere, elsewhere])
})
