import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { seed } from '../api/seed.ts'
import { temporaryFolder } from './folder.ts'
import { run, spawned } from './run.ts'

let rig: Rig
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>

beforeAll(async () => {
  folder = await temporaryFolder()
  rig = await startRig({ destinations: { sales: {} } })
  env = { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator }
  await rig.send('ann@contoso.com')
  await rig.send('bob@contoso.com', 'none.such', { description: 'two\nlines, "quoted"' })
})
afterAll(async () => {
  await rig.close()
  await folder.remove()
})

const at = (name: string) => path.join(folder.path, name)

describe('export', () => {
  it('writes to standard output', async () => {
    const { code, out } = await spawned(['export', '--format', 'ndjson', '--email', 'ann@contoso.com'], env)
    expect([code, JSON.parse(out).lead.person.email]).toEqual([0, 'ann@contoso.com'])
  })

  it('writes a complete file that only its owner can read, and counts leads', async () => {
    const { code, err } = await run(['export', at('all.csv')], env)
    expect([code, err]).toEqual([0, `2 leads in ${at('all.csv')}.\n`])
    expect((await readFile(at('all.csv'), 'utf8')).startsWith('Customer Name,')).toBe(true)
    expect((await stat(at('all.csv'))).mode & 0o777).toBe(0o600)
    expect(existsSync(at('all.csv.part'))).toBe(false)
  })

  it('takes the format from the file name, and the filter of the lists', async () => {
    const { err } = await run(['export', at('some.ndjson'), '--state', 'unrouted', '--since', '1h'], env)
    expect(err).toMatch(/^1 lead in/)
    expect(JSON.parse(await readFile(at('some.ndjson'), 'utf8')).state).toBe('unrouted')
  })

  it('overwrites an existing file only with --force', async () => {
    await writeFile(at('there.csv'), 'old')
    const { code, err } = await run(['export', at('there.csv')], env)
    expect([code, err]).toEqual([2, `${at('there.csv')} exists already. Add --force to overwrite it.\n`])
    expect(await readFile(at('there.csv'), 'utf8')).toBe('old')
    expect((await run(['export', at('there.csv'), '--force'], env)).code).toBe(0)
    expect((await readFile(at('there.csv'), 'utf8')).startsWith('Customer Name,')).toBe(true)
  })

  it('does not overwrite a file that appeared during the export', async () => {
    const server = createServer(async (request, response) => {
      if (request.url?.startsWith('/api/leads')) {
        response.setHeader('content-type', 'application/json')
        return void response.end(JSON.stringify({ items: [], next: null, count: 9 }))
      }
      await writeFile(at('meanwhile.csv'), 'theirs')
      response.end('Customer Name\r\n')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const hub = { ...env, LEADYARD_URL: `http://127.0.0.1:${port}` }
    const { code, err } = await run(['export', at('meanwhile.csv')], hub)
    server.close()
    expect([code, err]).toEqual([2, expect.stringContaining('exists already')])
    expect(await readFile(at('meanwhile.csv'), 'utf8')).toBe('theirs')
    expect(existsSync(at('meanwhile.csv.part'))).toBe(false)
  })

  it('leaves no part, and the existing file unchanged, when the hub ends meanwhile', async () => {
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/api/leads')) {
        response.setHeader('content-type', 'application/json')
        return void response.end(JSON.stringify({ items: [], next: null, count: 9 }))
      }
      response.write('Customer Name\r\n', () => response.destroy())
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    await writeFile(at('old.csv'), 'old')
    const { code, err } = await run(['export', at('old.csv'), '--force'], {
      ...env,
      LEADYARD_URL: `http://127.0.0.1:${port}`,
    })
    server.close()
    expect([code, err]).toEqual([69, expect.stringContaining('not complete')])
    expect(await readFile(at('old.csv'), 'utf8')).toBe('old')
    expect(existsSync(at('old.csv.part'))).toBe(false)
  })

  it('ends with 77 for a viewer, 69 without a hub, 1 for a file that cannot be written', async () => {
    expect((await run(['export', at('x.csv')], { ...env, LEADYARD_TOKEN: tokens.viewer })).code).toBe(77)
    expect((await run(['export', at('x.csv')], { ...env, LEADYARD_URL: 'http://127.0.0.1:1' })).code).toBe(69)
    const { code, err } = await run(['export', '/no/such/folder/x.csv'], env)
    expect([code, err]).toEqual([1, '/no/such/folder/x.csv cannot be written (ENOENT).\n'])
  })

  it('ends quietly when its reader closes the pipe', async () => {
    await seed(rig.ledger.db, Array(3_000).fill({ destination: 'sales', state: 'delivered', offer: 'many.leads' }))
    const { execFile } = await import('node:child_process')
    const program = path.resolve(import.meta.dirname, '../../src/cli/main.ts')
    const command = `"${process.execPath}" "${program}" export | head -n 1`
    const { out, err } = await new Promise<{ out: string; err: string }>((resolve) =>
      execFile('sh', ['-c', command], { env: { PATH: process.env['PATH'], ...env } }, (_, out, err) =>
        resolve({ out, err }),
      ),
    )
    expect([out.startsWith('Customer Name,'), err]).toEqual([true, ''])
  })
})
