import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

  it('that does not exist is told', async () => {
    const { status, body } = await asViewer('/api/sources/nobody')
    expect([status, body.detail]).toEqual([404, 'No source has this id.'])
  })
})
