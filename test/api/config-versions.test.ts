import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, type RigOptions, startRig, tokens } from './rig.ts'

const first: RigOptions = {
  destinations: { a: {}, b: {} },
  routes: [{ name: 'all', offers: ['contoso.*'], to: ['a'] }],
}
const second: RigOptions = {
  destinations: { a: { settings: { checks: false } }, c: {} },
  routes: [
    { name: 'all', offers: ['contoso.*'], to: ['a', 'c'] },
    { name: 'more', offers: ['fabrikam.*'], to: ['c'] },
  ],
}

let rig: Rig
let versions: string[]
beforeAll(async () => {
  rig = await startRig(first)
  const [one, two] = [rig.configure(first), rig.configure(second)]
  await rig.hub.reload(two)
  versions = [one.version, two.version]
})
afterAll(() => rig.close())

const list = async (query = '') => (await rig.get(`/api/config/versions${query}`)).body

describe('the list of versions', () => {
  it('tells the version in force and its start, newest version first', async () => {
    const { items } = await list()
    expect(items.map(({ version, inForce }: Record<string, unknown>) => [version, inForce])).toEqual([
      [versions[1], true],
      [versions[0], false],
    ])
    expect(items[0].inForceSince).toBe(items[0].loadedAt)
  })

  it('comes in pages', async () => {
    const { items, next } = await list('?limit=1')
    expect(items).toHaveLength(1)
    const rest = await list(`?limit=1&after=${next}`)
    expect([rest.items[0].version, rest.next]).toEqual([versions[0], null])
  })
})

describe('the text of a version', () => {
  it('is shown to operators by the beginning of the version or as in-force, without secrets', async () => {
    const { body } = await rig.get(`/api/config/versions/${versions[0]?.slice(0, 6)}`)
    expect(body).toMatchObject({ version: versions[0], inForce: false })
    expect(JSON.parse(body.text).destinations.a.token).toBe('${env:CRM}')
    const current = await rig.get('/api/config/versions/in-force')
    expect(current.body.version).toBe(versions[1])
  })

  it('is not shown to viewers, who see the list', async () => {
    const asViewer = (path: string) => rig.ask('GET', path, undefined, { authorization: `Bearer ${tokens.viewer}` })
    expect((await asViewer(`/api/config/versions/${versions[0]}`)).status).toBe(403)
    expect((await asViewer(`/api/config/versions/${versions[0]}/differences`)).status).toBe(403)
    expect((await asViewer('/api/config/versions')).status).toBe(200)
  })

  it('is refused when no version or several versions begin so', async () => {
    const twins = ['abcdef000001', 'abcdef000002'].map((version) => ({ version, text: 'listen: {}' }))
    await rig.ledger.db.insertInto('config_versions').values(twins).execute()
    expect((await rig.get('/api/config/versions/abcdef')).status).toBe(409)
    expect((await rig.get('/api/config/versions/abcdef000002')).status).toBe(200)
    expect((await rig.get('/api/config/versions/ffffff0000')).status).toBe(404)
    expect((await rig.get('/api/config/versions/abc')).body.detail).toMatch(/first 6 to 12/)
    await rig.ledger.db.deleteFrom('config_versions').where('version', 'like', 'abcdef%').execute()
  })
})

describe('the differences between versions', () => {
  it('are listed by path, with named members of lists, and parts that are added or removed as a whole', async () => {
    const { body } = await rig.get(`/api/config/versions/${versions[0]}/differences`)
    expect([body.from, body.to]).toEqual(versions)
    const told = body.differences.map(({ path, change }: Record<string, unknown>) => `${change} ${path}`)
    expect(told.sort()).toEqual([
      'added destinations.a.checks',
      'added destinations.c',
      'added routes.more',
      'changed routes.all.to',
      'removed destinations.b',
    ])
    const change = body.differences.find(({ path }: { path: string }) => path === 'routes.all.to')
    expect(change).toMatchObject({ before: ['a'], after: ['a', 'c'] })
    expect(body.patch).toMatch(new RegExp(`^=+\\n--- ${versions[0]}\\n\\+\\+\\+ ${versions[1]}\\n`))
  })

  it('are empty, and so is the patch, for a version and itself', async () => {
    const { body } = await rig.get(`/api/config/versions/${versions[0]}/differences?to=${versions[0]}`)
    expect(body).toMatchObject({ differences: [], patch: '' })
  })

  it('show only the references of secrets', async () => {
    const written = (token: string, url: string) =>
      JSON.stringify({ destinations: { a: { type: 'crm', url, token }, gone: { type: 'former', key: token } } })
    const texts = [
      { version: 'aaaaaa000001', text: written('begin-${env:CRM}', 'https://a.example') },
      { version: 'aaaaaa000002', text: written('other-${env:CRM}', 'https://a.example/a-secret-crm-token') },
    ]
    await rig.ledger.db.insertInto('config_versions').values(texts).execute()
    const { body } = await rig.get('/api/config/versions/aaaaaa000001/differences?to=aaaaaa000002')
    await rig.ledger.db.deleteFrom('config_versions').where('version', 'like', 'aaaaaa%').execute()
    const shown = '[hidden]${env:CRM}'
    expect(body.differences).toEqual([
      {
        path: 'destinations.a.url',
        change: 'changed',
        before: 'https://a.example',
        after: 'https://a.example/[hidden]',
      },
      { path: 'destinations.a.token', change: 'changed', before: shown, after: shown },
      { path: 'destinations.gone.key', change: 'changed', before: shown, after: shown },
    ])
    expect(JSON.stringify(body)).not.toMatch(/begin-|other-|a-secret-crm-token/)
  })
})

it('a version that returns is in force since then, and a restart changes nothing', async () => {
  const before = (await list()).items
  await rig.hub.reload(rig.configure(first))
  const [now, other] = (await list()).items
  expect([now.version, now.inForce, other.version]).toEqual([versions[0], true, versions[1]])
  expect(now.loadedAt).toBe(before[1].loadedAt)
  expect(now.inForceSince > other.inForceSince).toBe(true)
  await rig.hub.reload(rig.configure(first))
  expect((await list()).items[0].inForceSince).toBe(now.inForceSince)
})
