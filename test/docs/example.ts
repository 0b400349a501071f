/** Reads config.example.yaml, unchanged or with every commented key switched on. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { asRecord } from '../../src/config/as-record.ts'
import { yaml as parse } from '../setup/yaml.ts'

const asWritten = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8')

/** Its secret files are not on this machine, so a variable holds their content. */
export const example = asWritten.replaceAll(/\$\{file:[^}]+\}/g, '${env:A_PEM_FILE}')

/**
 * A comment that is a key: it begins with a small letter and has a colon and a blank. Sentences begin with a capital.
 * The editor's line stays one.
 */
const switchedOff = /^(\s*)# (?!yaml-language-server:)( *(?:- )?[a-z][\w-]*:(?: .*)?| *# .*)$/gm

function everythingOn(text: string): string {
  const on = text.replaceAll(switchedOff, '$1$2')
  return on === text ? text : everythingOn(on)
}

export const whole = asRecord(parse(everythingOn(example)))

export function settingsOf(type: string): Record<string, unknown>[] {
  return Object.values(asRecord(whole['destinations']))
    .map(asRecord)
    .filter((destination) => destination['type'] === type)
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

function standIn(name: string): string {
  if (name === 'PAGERDUTY_KEY') return 'a1'.repeat(16)
  if (/FILE$/.test(name))
    return generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
  if (/HASH$/.test(name)) return `scrypt:n=32768,r=8,p=3:${'A'.repeat(22)}:${'A'.repeat(43)}`
  if (/URL$/.test(name)) return 'https://partner.example/leads'
  if (/SIGNING_SECRET$/.test(name)) return `whsec_${base64('a signing secret of a test')}`
  if (/STORAGE$/.test(name)) return `AccountName=contoso;AccountKey=${base64('an account key of a test')}`
  if (/SAS$/.test(name)) return 'https://contoso.table.core.windows.net/?sv=2026-01-01&sig=abc'
  return `the value of ${name.toLowerCase()}`
}

/** The values of its references in the tests. */
export const variables: Readonly<Record<string, string>> = Object.fromEntries(
  [...example.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = '']) => [name, standIn(name)]),
)
