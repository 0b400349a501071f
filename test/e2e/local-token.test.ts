/**
 * Without api.tokens: the hub and the command line as processes that share a folder, and strangers on the same machine.
 */
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawned } from '../cli/run.ts'
import { freshDatabase } from '../setup/database.ts'
import { type HubProcess, openPlace, type Place } from './process.ts'

let place: Place
let database: Awaited<ReturnType<typeof freshDatabase>>
let hub: HubProcess

const patience = { timeout: 90_000 }
const file = () => path.join(place.folder, 'data/local-token')
const start = () => place.start({ DATABASE_URL: database.url, KEY: 'a-key-of-the-marketplace' })

beforeAll(async () => {
  place = await openPlace()
  database = await freshDatabase()
  const sources = { marketplace: { type: 'marketplace', key: '${env:KEY}' } }
  await place.configure({ listen: { port: 0 }, sources, destinations: {}, routes: [] })
  hub = await start()
}, patience.timeout)
afterAll(async () => {
  await hub?.kill('SIGKILL')
  await database?.drop()
  await place?.remove()
})

/**
 * The first line of the answer to what nginx sends by its `proxy_pass` alone: HTTP/1.0, the upstream's name, nothing of
 * the client.
 */
function asProxied(target: string): Promise<string> {
  const { hostname, port } = new URL(hub.url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = net.connect({ host: hostname, port: Number(port) })
    socket.setEncoding('utf8').on('data', (text) => (answer += text))
    socket.on('error', reject).on('close', () => resolve(answer.split('\r\n')[0] ?? ''))
    socket.write(`GET ${target} HTTP/1.0\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`)
  })
}

describe('without api.tokens', patience, () => {
  it('a stranger behind a proxy that adds no header is not let in', async () => {
    expect(await asProxied('/api/leads')).toBe('HTTP/1.1 401 Unauthorized')
    expect(await asProxied('/health/live')).toBe('HTTP/1.1 200 OK')
  })

  it('the command line is let in where it runs in the same folder, and curl with the file’s token', async () => {
    const ran = await spawned(['leads'], { LEADYARD_URL: hub.url }, place.folder)
    expect(ran).toMatchObject({ code: 1, err: '', out: 'No leads.\n' })
    const reply = await fetch(`${hub.url}/api/destinations`, {
      headers: { authorization: `Bearer ${readFileSync(file(), 'utf8').trim()}` },
    })
    expect(reply.status).toBe(200)
  })

  it('the command line in another folder is told where the token is', async () => {
    const elsewhere = path.join(place.folder, 'elsewhere')
    await mkdir(elsewhere)
    const { code, err } = await spawned(['destinations'], { LEADYARD_URL: hub.url }, elsewhere)
    expect(code).toBe(77)
    expect(err).toContain('local-token')
    expect(err).toContain('LEADYARD_DATA')
    const data = path.join(place.folder, 'data')
    expect(await spawned(['leads'], { LEADYARD_URL: hub.url, LEADYARD_DATA: data }, elsewhere)).toMatchObject({
      out: 'No leads.\n',
    })
  })

  it('the token is for its user alone, is the same after a restart, and is in no line of the log', async () => {
    const token = readFileSync(file(), 'utf8').trim()
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(hub.lines.join('\n')).not.toContain(token)
    await hub.kill('SIGTERM')
    hub = await start()
    expect(readFileSync(file(), 'utf8').trim()).toBe(token)
  })

  it('a token that others could read is replaced at the next start', async () => {
    const token = readFileSync(file(), 'utf8').trim()
    await hub.kill('SIGTERM')
    chmodSync(file(), 0o644)
    hub = await start()
    expect(readFileSync(file(), 'utf8').trim()).not.toBe(token)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })
})
