/** A connector that does not come with the hub, in the hub as a process. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startAcme } from '../far-ends/acme.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, lead, post } from './load.ts'
import { type HubProcess, openPlace, type Place } from './process.ts'

let place: Place
let database: Awaited<ReturnType<typeof freshDatabase>>
let acme: Awaited<ReturnType<typeof startAcme>>
let hub: HubProcess | undefined

beforeEach(async () => {
  place = await openPlace()
  database = await freshDatabase()
  acme = await startAcme()
})
afterEach(async () => {
  await hub?.kill('SIGKILL')
  await acme.close()
  await database.drop()
  await place.remove()
})

it('the README’s connector next to config.yaml delivers, and its failures are classed as it says', async () => {
  const readme = await readFile(new URL('../../connectors/README.md', import.meta.url), 'utf8')
  await writeFile(path.join(place.folder, 'acme.ts'), /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
  const delivery = { allowNetworks: ['127.0.0.0/8'] }
  await place.configure({
    listen: { port: 0 },
    connectors: ['./acme.ts'],
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: { crm: { type: 'acme', url: acme.settings['url'], apiKey: '${env:ACME_KEY}', delivery } },
    routes: [{ name: 'all', to: ['crm'] }],
  })
  hub = await place.start({ DATABASE_URL: database.url, KEY: key, ACME_KEY: String(acme.settings['apiKey']) })
  const first = await post(hub.url, lead(1))
  await eventually(() => expect([...acme.leads.keys()]).toEqual([first]), { timeout: 30_000 })
  acme.provoke.configuration?.()
  await post(hub.url, lead(2))
  await eventually(
    async () => {
      const reply = await fetch(`${hub?.url}/api/destinations/crm`, { headers: place.localToken() })
      const told = await reply.text()
      expect(JSON.parse(told)).toMatchObject({ state: 'held' })
      expect(told).toContain('acme-key')
    },
    { timeout: 30_000 },
  )
  expect(hub.lines.filter((line) => line.includes('Warning'))).toEqual([])
})

it('a reload whose connector cannot open a destination is refused with its name, and the hub goes on', async () => {
  const readme = await readFile(new URL('../../connectors/README.md', import.meta.url), 'utf8')
  const text = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const picky = `if (config.url.endsWith('wrong')) throw new Error('no such CRM')\n  const urlOf = `
  await writeFile(path.join(place.folder, 'acme.ts'), text.replace('const urlOf = ', picky))
  const configure = (url: string) =>
    place.configure({
      listen: { port: 0 },
      connectors: ['./acme.ts'],
      sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
      destinations: { crm: { type: 'acme', url, apiKey: '${env:ACME_KEY}' } },
      routes: [{ name: 'all', to: ['crm'] }],
    })
  await configure('https://acme.example/right')
  hub = await place.start({ DATABASE_URL: database.url, KEY: key, ACME_KEY: 'the-acme-key' })
  await configure('https://acme.example/wrong')
  await eventually(
    () => {
      const refused = hub?.lines.find((line) => line.includes('config.yaml is wrong'))
      expect(refused).toMatch(/destinations\.crm: connector acme failed to open: no such CRM \(acme\.ts:\d+\)/)
    },
    { timeout: 30_000 },
  )
  expect(await post(hub.url, lead(1))).toBeDefined()
})
