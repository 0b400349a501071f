/** The facts and the reading of every source, without a hub. Every source is tested with its example. */
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readConfig } from '../../src/config/config.ts'
import type { Arrival } from '../../src/lead/arrival.ts'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { type Http, openHttp } from '../../src/outside/http.ts'
import { sources } from '../../src/sources/index.ts'
import { openRead } from '../../src/sources/open.ts'
import type { Poll, PollTools, Source } from '../../src/sources/source.ts'
import { watchSockets } from '../connectors/tools.ts'
import {
  bodyOf,
  configured,
  hostileBodies,
  isSecret,
  padded,
  rewritten,
  secretsOf,
  settingsOf,
  valuesIn,
} from './sources-under-test.ts'

const arrival: Arrival = { id: '01900000-0000-7000-8000-000000000000', received: new Date(0), endpoint: 'trial' }

describe.each([...sources] satisfies Source[])('$type', (source: Source) => {
  const { type, example } = source
  const read = (body: string | Buffer) => openRead(settingsOf(source))(Buffer.from(body), arrival)

  test('is listed once in config.yaml under its name', () => {
    expect(type).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    expect(sources.filter((one) => one.type === type)).toHaveLength(1)
    expect(source.settings.shape['type']).toMatchObject({ def: { values: [type] } })
    expect(configured([source]).sources.get(type)).toMatchObject({ type })
  })

  test('is either posted to or fetched from', () => {
    expect([source.receive, source.poll].filter(Boolean)).toHaveLength(1)
  })

  test('describes each setting, and accepts no other setting', () => {
    for (const [name, schema] of Object.entries(source.settings.shape)) {
      expect(schema.meta?.(), name).toMatchObject({ help: expect.stringMatching(/\S/) })
    }
    const issues = source.settings.safeParse({ type, ...example.settings, noSuchSetting: 1 }).error?.issues
    expect(issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['noSuchSetting'] }])
    expect(z.toJSONSchema(source.settings, { io: 'input', unrepresentable: 'any' })).toHaveProperty('properties.type')
  })

  test('has no literal secret', () => {
    const entry = { type, ...example.settings }
    const shape = source.settings.shape
    const secret = Object.keys(shape).filter((name) => isSecret(shape[name]))
    for (const name of secret.filter((name) => name in example.settings)) {
      const text = JSON.stringify({ sources: { trial: entry }, destinations: {} })
      expect(() => readConfig(text, { connectors: [], env: {} })).toThrow(`sources.trial.${name}: is a secret`)
    }
    const names = Object.keys(shape).filter((name) => /^key$|secret$|password$|token$/i.test(name))
    expect(secret).toEqual(expect.arrayContaining(names))
  })

  test('reads its example as a lead of its person, with the id and time of its arrival', () => {
    expect(read(example.body)).toMatchObject({
      lead: {
        id: arrival.id,
        received: arrival.received.toISOString(),
        source: { endpoint: 'trial' },
        person: { email: example.email },
        test: false,
      },
    })
  })

  test('reads names in any casing as equal, or declares that it does not', ({ skip }) => {
    const cases = [(name: string) => name.toUpperCase(), (name: string) => name.toLowerCase()]
    for (const name of cases) {
      const body = rewritten(source, example.body, { name }) ?? skip('how its names are written is not known here')
      const reading = read(body)
      if (example.anyCasing) expect(reading).toMatchObject({ lead: { person: { email: example.email } } })
      else sound(reading, example)
    }
    const shouted = read(rewritten(source, example.body, { name: cases[0]! }) ?? '')
    expect('lead' in shouted).toBe(example.anyCasing)
  })

  test('accepts null, blanks, numbers, lists and long texts in any place', ({ skip }) => {
    const values = valuesIn(source, example.body)
    skip(values === 0, 'how its values are written is not known here')
    for (const odd of [null, '', ' ', 0, false, [], [null], {}, 'x'.repeat(100_000)]) {
      for (let at = 0; at <= values; at++) {
        let n = 0
        // The last iteration changes all values.
        const value = (same: unknown) => (n++ === at || at === values ? odd : same)
        sound(read(rewritten(source, example.body, { value }) ?? ''), example)
      }
    }
  })

  test('reads a lead within 256 KiB', ({ skip }) => {
    const body = padded(source, example.body, 256 * 1024) ?? skip('how it is padded is not known here')
    expect(read(body)).toMatchObject({ lead: { person: { email: example.email } } })
  })

  test.each(Object.entries(hostileBodies))('never throws: %s', (_what, body) => {
    sound(read(body), example)
  })

  test('does not change its input, and reads it again with the same result', () => {
    const raw = Buffer.from(example.body)
    const reader = openRead(settingsOf(source))
    const readings = [reader(raw, arrival), reader(raw, arrival), read(example.body)]
    expect(raw.toString()).toBe(example.body)
    expect(readings).toEqual([readings[0], readings[0], readings[0]])
  })

  test('reads another person from another body', () => {
    expect(read(bodyOf(source, 'other@fabrikam.com'))).toMatchObject({
      lead: { person: { email: 'other@fabrikam.com' } },
    })
  })
})

describe.each(([...sources] satisfies Source[]).filter(({ poll }: Source) => poll))(
  '$type is polled',
  (source: Source) => {
    const secrets = secretsOf(source)
    const opened: Http[] = []
    afterEach(() => {
      for (const http of opened.splice(0)) http.close()
    })

    function open(): Poll {
      const tools: PollTools = {
        openHttp({ allowNetworks, maxReply }) {
          const http = openHttp({ guard: guardAddresses(allowNetworks), maxReply })
          opened.push(http)
          return http
        },
        now: () => new Date(),
      }
      const poll = source.poll?.(settingsOf(source), tools)
      if (!poll) throw new Error('it is not polled')
      return poll
    }

    test('makes no request before its first page', async () => {
      const sockets = watchSockets()
      expect(open()).not.toBeInstanceOf(Promise)
      await new Promise((resolve) => setImmediate(resolve))
      sockets.stop()
      expect(sockets.made()).toBe(0)
    })

    test('has a place that stays the same and holds no secret', () => {
      const { place, every, overlap } = open()
      expect(place).toBe(open().place)
      expect(place).toMatch(/\S/)
      for (const secret of secrets) expect(place).not.toContain(secret)
      expect(every).toBeGreaterThanOrEqual(1_000)
      expect(overlap).toBeGreaterThanOrEqual(0)
    })

    test.each([
      ['an error', new TypeError('x is not a function')],
      ['no error', undefined],
      ['a text', 'gone'],
      ['a status', { status: 500, headers: {}, text: '' }],
      ['a status of none', { status: 0 }],
    ])('and says what a failure means: %s', (_what, reason) => {
      const { class: told, detail } = open().failure(reason, new Date(0))
      expect(['transient', 'configuration', 'internal']).toContain(told)
      expect(detail.message).toMatch(/\S/)
      for (const secret of secrets) expect(JSON.stringify(detail)).not.toContain(secret)
    })
  },
)

/** A lead whose texts are all in place, or a reason without text of the body. */
function sound(reading: ReturnType<ReturnType<Source['read']>>, { email }: Source['example']): void {
  if ('lead' in reading) {
    const { raw: _raw, ...lead } = reading.lead
    const texts = [lead.person.email, lead.person.lastName, lead.person.phone.raw, lead.offer.id, lead.source.text]
    expect(texts.map((text) => typeof text)).toEqual(texts.map(() => 'string'))
    expect(JSON.parse(JSON.stringify(lead))).toEqual(lead)
    return
  }
  expect([400, 415, 422]).toContain(reading.unreadable.status)
  expect(reading.unreadable.detail).toMatch(/^[A-Z].*\.$/)
  for (const held of [email, 'a@b.c', 'passwd']) expect(reading.unreadable.detail).not.toContain(held)
}
