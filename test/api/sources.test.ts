import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRefusedPosts } from '../../src/ledger/refused-posts.ts'
import { type Answer, type Rig, sourceKey, startRig, tokens } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({
    destinations: { crm: {} },
    sources: {
      web: { type: 'marketplace', key: '${env:KEY}', retention: '365d' },
      page: {
        type: 'form',
        key: 'begin-${env:KEY}',
        honeypot: 'fax',
        offer: '${env:OFFER}',
        limit: { max: 5, per: '1m' },
      },
    },
    variables: { OFFER: 'contoso.from-a-variable' },
  })
  await rig.send('ann@contoso.com')
  const url = `${rig.hub.url}/ingest/web?key=${sourceKey}`
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
})
afterAll(() => rig.close())

const asViewer = async (path: string): Promise<Answer> =>
  rig.ask('GET', path, undefined, { authorization: `Bearer ${tokens.viewer}` })

describe('a source', () => {
  it('tells how long its leads are kept, and how many of its bodies held no lead', async () => {
    const { items } = (await asViewer('/api/sources')).body
    expect(items.map(({ id, unreadable, retentionDays }: Answer['body']) => [id, unreadable, retentionDays])).toEqual([
      ['web', 1, 365],
      ['page', 0, null],
    ])
    expect((await asViewer('/api/sources/web')).body).toMatchObject({ id: 'web', unreadable: 1, retentionDays: 365 })
  })

  it('shows operators its settings as the file has them, with the references of secrets', async () => {
    expect((await rig.get('/api/sources/page')).body.settings).toEqual({
      key: '[hidden]${env:KEY}',
      honeypot: 'fax',
      offer: '${env:OFFER}',
      limit: { max: 5, per: '1m' },
    })
  })

  it('shows viewers neither secrets nor where they are', async () => {
    const { body } = await asViewer('/api/sources/page')
    expect(body.settings).toEqual({
      key: '[hidden]',
      honeypot: 'fax',
      offer: '[hidden]',
      limit: { max: 5, per: '1m' },
    })
  })

  it('tells which posts were refused within 7 days, the latest first', async () => {
    const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000)
    const row = (hoursAgo: number, status: number, posts: number) => {
      const hour = new Date(Math.floor(at(hoursAgo).getTime() / 3_600_000) * 3_600_000)
      return { source: 'web', hour, status, posts, firstAt: at(hoursAgo), lastAt: at(hoursAgo) }
    }
    const rows = [row(200, 401, 50), row(30, 401, 2), row(3, 401, 1), row(1, 413, 5)]
    await addRefusedPosts(rig.ledger.db, rows)
    const expected = [
      { status: 413, posts: 5, firstAt: rows[3]?.firstAt.toISOString(), lastAt: rows[3]?.lastAt.toISOString() },
      { status: 401, posts: 3, firstAt: rows[1]?.firstAt.toISOString(), lastAt: rows[2]?.lastAt.toISOString() },
    ]
    expect((await asViewer('/api/sources/web')).body.refused).toEqual(expected)
    const { items } = (await asViewer('/api/sources')).body
    expect(items.map(({ refused }: Answer['body']) => refused)).toEqual([expected, []])
  })

  it('that does not exist is told', async () => {
    const { status, body } = await asViewer('/api/sources/nobody')
    expect([status, body.detail]).toEqual([404, 'No source has this id.'])
  })
})
