import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, sourceKey, startRig, tokens } from '../api/rig.ts'
import { temporaryFolder } from './folder.ts'
import { spawned } from './run.ts'

let rig: Rig
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
  rig = await startRig({ destinations: { sales: {}, dead: {} }, routes: [{ name: 'all', to: ['sales'] }] })
})
afterAll(async () => {
  await rig.close()
  await folder.remove()
})

const env = () => ({ LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator, LEADYARD_KEY: sourceKey })

it('sends a lead, waits for its receipt and ends with 0', async () => {
  const { code, out, err } = await spawned(['send', '--source', 'web'], env())
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/is on disk\n {2}sales: delivered created r-/)
  const listed = await spawned(['leads', '--json'], env())
  expect(listed.json().items).toHaveLength(1)
})

it('prints only the answer to standard output', async () => {
  const { code, out, err } = await spawned(['show', 'nothing', '--json'], env())
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('knows no lead')
})

it.each([
  [2, ['nonsense'], {}],
  [69, ['leads', '--url', 'http://127.0.0.1:1'], {}],
  [77, ['leads'], { LEADYARD_TOKEN: 'not-a-token-of-the-hub' }],
  [78, ['check-config', '/no/such/file.yaml'], {}],
])('ends with %i', async (code, args, changed) => {
  expect(await spawned(args, { ...env(), ...changed })).toMatchObject({ code })
})

it('needs no hub and no config to explain a message', async () => {
  const { code, out } = await spawned(['explain', 'Invalid client secret is provided.'], {}, folder.path)
  expect(code).toBe(0)
  expect(out).toContain('dynamics-invalid-client-secret')
})

it('ends quietly when its reader closes the pipe', async () => {
  const program = path.resolve(import.meta.dirname, '../../src/cli/main.ts')
  const shell = `"${process.execPath}" "${program}" config-schema | head -c 1`
  expect(await promisify(execFile)('sh', ['-c', shell])).toEqual({ stdout: '{', stderr: '' })
})

it.each([
  [['nonsense'], 'leadyard --help'],
  [['show'], 'leadyard show --help'],
  [['config', 'show', '--nonsense'], 'leadyard config show --help'],
])('says where the right use of %s stands', async (args, help) => {
  const { code, err } = await spawned(args, env())
  expect([code, err]).toEqual([2, expect.stringContaining(help)])
})

it('refuses to approve an id of no lead, and tells where the ids are', async () => {
  const { code, err } = await spawned(['approve', 'nope'], env())
  expect([code, err]).toEqual([2, '"nope" is no id of a lead. See leadyard leads --awaiting-approval.\n'])
})

it('writes an export to standard output for -', async () => {
  const { code, out } = await spawned(['export', '-', '--format', 'ndjson'], env(), folder.path)
  expect([code, out.startsWith('{"id":')]).toEqual([0, true])
})
