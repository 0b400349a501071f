/** How every source takes posts in a running hub. Every source is tested with its example. */
import { describe, expect, test } from 'vitest'
import { sources } from '../../src/sources/index.ts'
import type { Source } from '../../src/sources/source.ts'
import { type Answer, nextNumber, useIngest } from '../ingest/rig.ts'
import { bodyOf, configured, hostileBodies, padded, secretsOf, settingsOf } from './sources-under-test.ts'

const all: readonly Source[] = sources
const { log, hub, post, taken, problem, row, leads } = useIngest(configured(all))

describe.each(all.filter(({ receive }) => receive))('$type', (source) => {
  const { type, contentType, example } = source
  const rules = source.receive?.(settingsOf(source))
  const query = rules?.key === undefined ? '' : `?key=${rules.key}`
  const signed = (body: string | Buffer) => example.headers?.(Buffer.from(body)) ?? {}
  const send = (body: string | Buffer, headers: Record<string, string> = signed(body), asked = query) =>
    post(body, { path: `/ingest/${type}`, query: asked, headers: { 'content-type': contentType, ...headers } })
  const another = () => bodyOf(source, `n${nextNumber()}@contoso.com`)

  test('answers 202 for a lead that is on disk', async () => {
    const { id, state } = await taken(send(example.body))
    expect(state).toBe('received')
    expect(await row(id)).toMatchObject({ source: type, state: 'received', email: example.email })
  })

  test('recognises a body that is sent again, later or at the same time', async () => {
    const body = another()
    const before = await leads()
    const { id } = await taken(send(body))
    expect(await taken(send(body))).toMatchObject({ id, duplicateOf: id })
    const twins = another()
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => taken(send(twins))))
    expect(new Set(answers.map((answer: Answer) => answer.id)).size).toBe(1)
    expect(await leads()).toBe(before + 2)
  })

  test('refuses a wrong key and a missing key', async ({ skip }) => {
    skip(rules?.key === undefined, 'anyone may post to it')
    const before = await leads()
    for (const asked of ['', '?key=', '?key=a-key-of-somebody-else']) {
      const body = another()
      await problem(send(body, signed(body), asked), 401)
    }
    expect(await leads()).toBe(before)
  })

  test('refuses a missing signature, or the signature of another body', async ({ skip }) => {
    skip(!rules?.signed, 'its senders sign nothing')
    const before = await leads()
    for (const headers of [{}, signed(another())]) await problem(send(another(), headers), 401)
    expect(await leads()).toBe(before)
  })

  test('refuses a page that may not post', async ({ skip }) => {
    skip(!rules?.origins, 'any page may post to it')
    const before = await leads()
    await problem(send(another(), { origin: 'https://evil.example' }), 403)
    for (const origin of rules?.origins ?? []) {
      const body = another()
      await taken(send(body, { ...signed(body), origin }))
    }
    expect(await leads()).toBe(before + (rules?.origins?.length ?? 0))
  })

  test('tells a sender with a wrong Content-Type what to send', async () => {
    expect(await problem(send(another(), { 'content-type': 'image/png' }), 415)).toMatchObject({ detail: rules?.wants })
  })

  test('accepts 256 KiB, and not a byte more', async ({ skip }) => {
    const [full, over] = [0, 1].map((more) => padded(source, another(), 256 * 1024 + more))
    if (full === undefined || over === undefined) return skip('how its bodies are padded is not known here')
    await taken(send(full))
    await problem(send(over), 413)
  })

  test.each(Object.entries(hostileBodies))('has a plain answer to %s, and keeps it', async (_what, body) => {
    const before = await leads()
    const response = await send(body)
    expect([202, 400, 415, 422]).toContain(response.status)
    const told = (await response.json()) as { id?: string; lead?: string; detail?: string }
    expect(told.detail ?? '').not.toMatch(/a@b\.c|passwd/)
    expect(await row(told.id ?? told.lead ?? '')).toMatchObject({ source: type })
    expect(await leads()).toBe(before + 1)
  })
})

test.each(all.filter(({ receive }) => !receive))('$type has no ingest URL', async (source) => {
  await problem(post(source.example.body, { path: `/ingest/${source.type}` }), 401)
})

test('the log and the metrics hold no personal data and no secret', async () => {
  const metrics = await (await fetch(`${hub().url}/metrics`)).text()
  const written = [...log, metrics].join('\n')
  expect(written).toMatch(/leadyard/)
  expect(written).not.toMatch(/@contoso\.com|a@b\.c|passwd/)
  for (const secret of all.flatMap(secretsOf)) expect(written).not.toContain(secret)
})
