import { expect, it } from 'vitest'
import { key, lead, useIngest } from './rig.ts'

const { hub, sql, post, taken, problem, leads } = useIngest()

it('posts that are refused before a lead is stored are counted by source and status, and nothing of them is kept', async () => {
  const before = await leads()
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const at = (path: string, headers: Record<string, string> = {}, query = '') => ({ path, headers, query })
  await problem(post(lead(), { query: '?key=wrong' }), 401)
  await problem(post(lead(), { query: '' }), 401)
  await problem(post(lead(), at('/ingest/never-configured')), 401)
  await problem(post(lead(), { headers: { 'content-type': 'image/png' } }), 415)
  await problem(post('x'.repeat(300 * 1024)), 413)
  await problem(post('no gzip', { headers: { 'content-encoding': 'gzip' } }), 400)
  await problem(post('email=a%40contoso.com', at('/ingest/website', { ...form, origin: 'https://evil.example' })), 403)
  expect(await leads()).toBe(before)
  for (const n of [1, 2, 3]) await post(`email=n${n}%40contoso.com`, at('/ingest/busy', form))
  // These are kept as leads: the operator sees them there.
  await taken(post(lead()))
  await problem(post('hello', { query: `?key=${key}` }), 400)

  await hub().close()
  const { rows } = await sql().query('select source, status, posts from refused_posts order by 1, 2')
  expect(rows).toEqual([
    { source: 'busy', status: 429, posts: 1 },
    { source: 'marketplace', status: 400, posts: 1 },
    { source: 'marketplace', status: 401, posts: 2 },
    { source: 'marketplace', status: 413, posts: 1 },
    { source: 'marketplace', status: 415, posts: 1 },
    { source: 'website', status: 403, posts: 1 },
  ])
})
