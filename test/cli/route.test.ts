import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { temporaryFolder } from './folder.ts'
import { type Ran, run } from './run.ts'

let rig: Rig
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lead: string
let file: string

/** A destination of a built-in connector, because the CLI knows only those. */
const config = (routes: string) => `
sources: { web: { type: marketplace, key: "\${env:KEY}" } }
destinations:
  crm: { type: https, url: "\${env:FAR}" }
  archive: { type: https, url: "\${env:FAR}" }
routes: ${routes}
`

beforeAll(async () => {
  folder = await temporaryFolder()
  rig = await startRig({
    destinations: { crm: {}, archive: {} },
    routes: [
      { name: 'dach', offers: ['contoso.*'], when: { country: 'DACH' }, to: ['crm'] },
      { name: 'all', to: ['archive'] },
    ],
  })
  lead = await rig.send('ada@contoso.com', 'contoso.app', { userDetails: { email: 'ada@contoso.com', country: 'DE' } })
  await rig.until(lead, 'crm', 'delivered')
  await rig.send('bob@contoso.com')
  file = path.join(folder.path, 'lead.json')
  await writeFile(file, JSON.stringify({ userDetails: { email: 'new@contoso.com', country: 'FR' }, offerTitle: 'T' }))
})
afterAll(async () => {
  await rig.close()
  await folder.remove()
})

const leadyard = (args: string): Promise<Ran> =>
  run(args.split(' ').filter(Boolean), {
    LEADYARD_URL: rig.hub.url,
    LEADYARD_TOKEN: tokens.operator,
    KEY: 'a-key-of-the-source',
    FAR: 'https://far.example/leads',
  })

async function candidate(routes: string): Promise<string> {
  const name = path.join(folder.path, `new-${Math.random()}.yaml`)
  await writeFile(name, config(routes))
  return name
}

describe('leadyard route', () => {
  it('tells the destinations and requests for a lead in a file', async () => {
    const { code, out } = await leadyard(`route --lead ${file} --offer contoso.app`)
    expect(code).toBe(0)
    expect(out).toContain('The lead would be routed.')
    expect(out).toMatch(/^dach +no: country is not DACH$/m)
    expect(out).toMatch(/^all +to archive$/m)
    expect(out).toContain('archive (crm), by all')
    expect(out).toContain('POST /archive')
    expect(out).toContain('"email": "new@contoso.com"')
  })

  it('tells that a stored lead is delivered already', async () => {
    const { out } = await leadyard(`route ${lead}`)
    expect(out).toContain('this destination has the lead already (delivered): nothing would be sent')
  })

  it('tells the differences under another configuration, route by route', async () => {
    const other = await candidate('[{ name: dach, offers: [contoso.*], when: { country: EU }, to: [crm] }]')
    const { code, out } = await leadyard(`route --lead ${file} --offer contoso.app --config ${other}`)
    expect(code).toBe(0)
    expect(out).toContain('dach: no: country is not DACH → to crm')
    expect(out).toContain('all: to archive → (gone)')
    expect(out).toContain('+ crm, by dach')
    expect(out).toContain('- archive, by all')
  })

  it('tells when nothing would be different', async () => {
    const routes =
      '[{ name: dach, offers: [contoso.*], when: { country: DACH }, to: [crm] }, { name: all, to: [archive] }]'
    const same = (await candidate(routes)).toString()
    const { json } = await leadyard(`route ${lead} --config ${same} --json`)
    expect(json().routes).toEqual([])
  })

  it('counts the stored leads, under the present and another configuration', async () => {
    const other = await candidate('[{ name: dach, offers: [contoso.*], when: { country: DACH }, to: [crm] }]')
    const { out, code } = await leadyard(`route --last 7d --config ${other}`)
    expect(code).toBe(0)
    expect(out).toMatch(/destination +archive +2 +0/)
    expect(out).toMatch(/lead +unrouted +0 +1/)
    expect(out).toContain('2 leads of 2 would be treated differently')
    expect(out).toContain('the lead: state routed → unrouted')
  })

  it('refuses a wrong configuration with every problem, and incomplete options', async () => {
    const wrong = await candidate('[{ name: dach, when: { contry: DE }, to: [crmm] }]')
    const { code, err } = await leadyard(`route ${lead} --config ${wrong}`)
    expect(code).toBe(78)
    expect(err).toContain('did you mean country?')
    expect(err).toContain('did you mean crm?')
    expect((await leadyard('route')).code).toBe(2)
    expect((await leadyard('route --lead /nowhere.json')).code).toBe(2)
    expect((await leadyard('route --last 7d --offer nobody.x')).code).toBe(1)
  })
})

describe('leadyard reroute', () => {
  it('takes stranded leads again', async () => {
    await rig.hub.reload(rig.configure({ destinations: { crm: {} }, routes: [] }))
    const lost = await rig.send('lost@contoso.com')
    for (;;) if ((await rig.get(`/api/leads/${lost}`)).body.state === 'unrouted') break
    await rig.hub.reload(rig.configure({ destinations: { crm: {} } }))
    expect((await leadyard('reroute --dry-run')).out).toContain('1 lead is unrouted.')
    expect(await leadyard('reroute')).toMatchObject({ code: 2 })
    expect((await leadyard('reroute --yes')).out).toContain('1 lead offered again.')
    await rig.until(lost, 'crm', 'delivered')
    expect((await leadyard('reroute --yes')).code).toBe(1)
  })
})
