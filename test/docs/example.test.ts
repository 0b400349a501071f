import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { channels } from '../../channels/index.ts'
import { connectors } from '../../connectors/index.ts'
import { hasOwnRow } from '../../scripts/configuration-doc.ts'
import { keysOf } from '../../scripts/schema-keys.ts'
import { asRecord } from '../../src/config/as-record.ts'
import { channelKeys } from '../../src/config/channel.ts'
import { readConfig } from '../../src/config/config.ts'
import { secretMeta } from '../../src/config/literal-secrets.ts'
import { policySchema } from '../../src/config/policy.ts'
import { destinationKeys, fileSchema } from '../../src/config/schema.ts'
import { resolveReferences } from '../../src/config/secrets.ts'
import { example, settingsOf, variables, whole } from './example.ts'

test('config.example.yaml is a working configuration', () => {
  const config = readConfig(example, { connectors, channels, env: variables })
  expect([...config.destinations.keys()]).toEqual(['leads-table', 'crm-eu', 'crm-us', 'marketing', 'partner'])
  const types = [...config.destinations.values()].map(({ connector }) => connector.type)
  expect(new Set(types).size).toBe(5)
})

test('its commented destinations are right, too', () => {
  const more = example.replaceAll(/^ {2}# ([a-z-]+:| {2}.*)$/gm, '  $1')
  const { destinations } = readConfig(more, { connectors, channels, env: variables })
  const used = [...destinations.values()].map(({ connector }) => connector.type)
  expect([...new Set(used)].sort()).toEqual(connectors.map(({ type }) => type).sort())
})

test('it has every key that the hub knows, and no unknown key', () => {
  const known = keysOf(fileSchema)
    .filter(hasOwnRow)
    .map(({ path }) => path)
  const found = new Set(pathsIn(whole).filter((path) => hasOwnRow({ path })))
  expect(known.filter((path) => !found.has(path))).toEqual([])
  expect([...found].filter((path) => !known.includes(path))).toEqual([])
})

test('its defaults of delivery are the defaults of the hub', () => {
  const { rate: _rate, ...written } = asRecord(asRecord(asRecord(whole['destinations'])['crm-eu'])['delivery'])
  const { allowNetworks: _networks, ...defaults } = policySchema.parse({})
  expect(policySchema.parse({ ...written, allowNetworks: [] })).toEqual({ ...defaults, allowNetworks: [] })
})

describe.each(connectors.map(({ type, settings }) => ({ type, settings })))('$type', ({ type, settings }) => {
  const written = settingsOf(type)
  const keys = new Set(written.flatMap((one) => Object.keys(one)))

  test('has every setting, and no unknown setting', () => {
    const own = [...keys].filter((key) => !destinationKeys.some((common) => common === key)).sort()
    const current = keysOf(settings).filter(({ path, shape }) => /^\w+$/.test(path) && !shape.not)
    expect(own).toEqual(current.map(({ path }) => path).sort())
  })

  test('has values that the connector accepts, key by key', () => {
    for (const [key, schema] of Object.entries(settings.shape as Record<string, z.ZodType>)) {
      for (const value of written.map((one) => one[key]).filter((one) => one !== undefined)) {
        const read = schema.safeParse(resolveReferences(value, variables).value)
        expect([key, read.error?.issues]).toEqual([key, undefined])
      }
    }
  })

  test('has no literal secret', () => {
    const secrets = Object.keys(settings.shape).filter((key) => secretMeta(settings.shape[key]))
    const open = secrets.filter((key) => written.some((one) => key in one && !JSON.stringify(one[key]).includes('${')))
    expect(open).toEqual([])
  })
})

/** The keys in the form of `keysOf`; settings of connectors are left out. */
function pathsIn(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pathsIn(one, `${at}[]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, held]) => {
    const entries = ['sources', 'destinations', 'channels', 'contacts', 'alerts.kinds', 'alerts.late.offers']
    const silent = /^silence\.(sources|offers|destinations|canary)$/.test(at)
    const named =
      entries.includes(at) || silent
        ? '<id>'
        : /mapping$/.test(at)
          ? '<field>'
          : /when$/.test(at)
            ? '<property>'
            : /^sources.*fields$/.test(at)
              ? '<path>'
              : key
    const path = at ? `${at}.${named}` : named
    const common: readonly string[] = at === 'channels.<id>' ? channelKeys : destinationKeys
    const foreign = (at === 'destinations.<id>' || at === 'channels.<id>') && !common.includes(key)
    return foreign ? [] : [path, ...pathsIn(held, path)]
  })
}
