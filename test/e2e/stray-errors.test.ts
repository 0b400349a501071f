/** Errors of a connector that no code waits for, in the hub as a process. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, lead, post } from './load.ts'
import { type HubProcess, openPlace, type Place } from './process.ts'

let place: Place
let database: Awaited<ReturnType<typeof freshDatabase>>
let hub: HubProcess | undefined

beforeEach(async () => {
  place = await openPlace()
  database = await freshDatabase()
})
afterEach(async () => {
  await hub?.kill('SIGKILL')
  hub = undefined
  await database.drop()
  await place.remove()
})

/** The README's connector with another `deliver`. */
async function startWith(deliver: string, before = ''): Promise<HubProcess> {
  const readme = await readFile(new URL('../../connectors/README.md', import.meta.url), 'utf8')
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const text = example.replace('const body = JSON.stringify(fields)', `${deliver}\n$&`)
  await writeFile(path.join(place.folder, 'acme.ts'), `${text}\n${before}`)
  await place.configure({
    listen: { port: 0 },
    connectors: ['./acme.ts'],
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: { crm: { type: 'acme', url: 'https://acme.example', apiKey: '${env:ACME_KEY}' } },
    routes: [{ name: 'all', to: ['crm'] }],
  })
  return place.start({ DATABASE_URL: database.url, KEY: key, ACME_KEY: 'the-acme-key' })
}

it('a promise that is not awaited, a late throw and a warning are logged by their place, and the hub goes on', async () => {
  hub = await startWith(`
    const said = 'cannot save ' + fields.email
    void Promise.reject(new Error(said))
    void Promise.reject(said)
    setTimeout(() => { throw Object.assign(new TypeError(said), { code: 'ACME', name: said }) })
    process.emitWarning(said)
    await new Promise((resolve) => setTimeout(resolve, 10))
    return { outcome: 'accepted' }`)
  for (const n of [1, 2]) {
    const id = await post(hub.url, lead(n))
    await eventually(async () => {
      const reply = await fetch(`${hub?.url}/api/leads/${id}`, { headers: place.localToken() })
      expect(JSON.stringify(await reply.json())).toContain('"delivered"')
    })
  }
  const logged = hub.lines.filter((line) => line.includes('no code awaits') || line.includes('thrown late'))
  const told = logged.map((line) => JSON.parse(line) as { err: object })
  expect(told).toHaveLength(6)
  const at = { connector: './acme.ts', place: expect.stringMatching(/^acme\.ts:\d+$/) }
  expect(told).toContainEqual(expect.objectContaining({ ...at, err: expect.objectContaining({ name: 'Error' }) }))
  expect(told).toContainEqual(expect.objectContaining({ ...at, err: expect.objectContaining({ code: 'ACME' }) }))
  expect(hub.lines.filter((line) => line.includes('Node warns')).length).toBeGreaterThan(0)
  expect(hub.lines.join('\n')).not.toMatch(/person\d@|cannot save/)
})

it('an error while the connector is loaded does not end the start', async () => {
  hub = await startWith('', 'void Promise.reject(new Error("too early"))')
  expect(hub.lines.join('\n')).toContain('"place":"acme.ts:')
  expect(hub.lines.join('\n')).not.toContain('too early')
})

it('a plain mistake in deliver is logged with its place', async () => {
  hub = await startWith('if (fields) throw (undefined as never as string).length')
  const id = await post(hub.url, lead(1))
  await eventually(async () => {
    const reply = await fetch(`${hub?.url}/api/leads/${id}`, { headers: place.localToken() })
    expect(JSON.stringify(await reply.json())).toMatch(/should not \(TypeError, acme\.ts:\d+\)/)
  })
})
