import { describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { originOf, settings } from '../../../connectors/marketo/settings.ts'

const login = { munchkinId: '123-ABC-456', clientId: 'id', clientSecret: 'secret' }
const form = { formId: '1179', ...login }

function mistakes(entered: unknown): string[] {
  return (settings.safeParse(entered).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('settings of marketo', () => {
  test('are what Partner Center asks for; the mode is form', () => {
    expect(settings.parse(form)).toMatchObject({ mode: 'form', flights: 5, callsPer20Seconds: 50 })
  })

  test('take a Form ID that YAML reads as a number', () => {
    expect(settings.parse({ ...form, formId: 1179 }).formId).toBe('1179')
  })

  test('with the old Server ID say what to enter now, together with all other mistakes', () => {
    const old = mistakes({ serverId: 'app-ys12.marketo.com', munchkinId: '123-PQR-789', formId: '1179' })
    expect(old).toHaveLength(3)
    expect(old.find((text) => text.startsWith('serverId: '))).toMatch(
      /Server ID is no longer used.*Remove serverId.*clientId and clientSecret/,
    )
  })

  test('show all mistakes at once', () => {
    const told = mistakes({ munchkinId: '12', partition: 'Europe', program: 'Leads', formId: 'x', mode: 'form' })
    expect(told.map((text) => text.split(':')[0]).sort()).toEqual([
      'clientId',
      'clientSecret',
      'formId',
      'munchkinId',
      'partition',
      'program',
    ])
  })

  test.for([
    [login, 'formId: mode form needs the Form ID'],
    [{ ...form, mode: 'sync' }, 'formId: belongs to mode form; remove it or set mode: form'],
    [{ ...form, formId: '123456789' }, 'formId: must be 1 to 8 digits'],
    [{ ...form, munchkinId: '123-PQR' }, 'munchkinId: must look like 123-ABC-456'],
    [{ ...form, appHost: 'https://app-ab12.marketo.com' }, 'appHost: must be a host name such as app-ab12.marketo.com'],
  ] as const)('refuse what cannot work (%#)', ([entered, told]) => {
    expect(mistakes(entered)).toEqual([told])
  })

  test.for([
    [{}, 'https://123-abc-456.mktorest.com'],
    [{ baseUrl: 'https://123-abc-456.mktorest.com/rest' }, 'https://123-abc-456.mktorest.com'],
    [{ baseUrl: 'https://123-abc-456.mktorest.com/identity/' }, 'https://123-abc-456.mktorest.com'],
    [{ baseUrl: 'http://127.0.0.1:8089' }, 'http://127.0.0.1:8089'],
  ] as const)('find the address (%#)', ([entered, origin]) => {
    expect(originOf(settings.parse({ ...form, ...entered }))).toBe(origin)
  })

  test.for([
    [{ mode: 'form' }, 'doubles'],
    [{ mode: 'sync' }, 'harmless'],
    [{ mode: 'sync', program: 'Marketplace Leads' }, 'doubles'],
  ] as const)('decide what a repeat does: %j %s', ([entered, repeat]) => {
    expect(marketo.repeat(entered)).toBe(repeat)
  })
})
