/** What the hub answers to a browser, besides the API. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consoleEndpoints } from '../../src/console/endpoint.ts'
import { readReports } from '../../src/console/reports.ts'
import { type Rig, startRig } from '../api/rig.ts'

describe('a hub', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ destinations: { shop: {} } })
  })
  afterAll(() => rig.close())
  const get = (at: string, headers: Record<string, string> = {}) => fetch(rig.hub.url + at, { headers })
  const page = { accept: 'text/html,*/*' }

  it.each(['/', '/leads/01a1f972-c5e9-750e-b42b-f16d26a79e75', '/failed?destination=crm'])(
    'answers a browser at %s with the page, under a strict policy',
    async (at) => {
      const reply = await get(at, page)
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(reply.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-reports; report-to csp",
      )
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-cache',
      })
      const html = await reply.text()
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|data:/)
    },
  )

  it.each([
    '/api/nothing',
    '/ingest/nothing',
    '/health/nothing',
    '/assets/nothing.js',
    '/nothing.js',
    '/..%2fvite.config.ts',
  ])('has no page at %s', async (at) => {
    const reply = await get(at, page)
    expect([at, reply.status >= 400, reply.headers.get('content-type')]).toEqual([
      at,
      true,
      expect.stringMatching(/^application\/(problem\+)?json/),
    ])
  })

  it('answers a program at an unknown address with 404', async () => {
    expect((await get('/leads')).status).toBe(404)
  })

  it('sends a script in the best form that the browser takes, to be kept for good', async () => {
    const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(await (await get('/')).text()) ?? []
    const sizes = new Map<string, number>()
    for (const encoding of ['br', 'gzip', 'identity']) {
      const reply = await get(script, { 'accept-encoding': encoding })
      expect(reply.headers.get('content-encoding') ?? 'identity').toBe(encoding)
      expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(reply.headers.get('vary')).toMatch(/accept-encoding/i)
      sizes.set(await reply.text(), 1)
    }
    expect(sizes.size).toBe(1)
  })

  it('sends nothing that the browser has already', async () => {
    const etag = (await get('/')).headers.get('etag') ?? ''
    // `fetch` adds Cache-Control: no-cache to such a request, which asks for the whole again.
    const reply = await get('/', { 'if-none-match': etag, 'cache-control': 'max-age=0' })
    expect(reply.status).toBe(304)
  })

  it('counts what browsers refused, and keeps known words alone', async () => {
    const report = {
      'csp-report': {
        'effective-directive': 'img-src',
        'blocked-uri': 'https://tracker.example.com/p?who=anna@contoso.com',
        'document-uri': `${rig.hub.url}/leads/01a1f972?text=anna@contoso.com`,
      },
    }
    const reply = await fetch(`${rig.hub.url}/csp-reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/csp-report' },
      body: JSON.stringify(report),
    })
    expect(reply.status).toBe(204)
    expect(await (await get('/metrics')).text()).toContain(
      'leadyard_console_policy_reports_total{directive="img-src"} 1',
    )
    const line = rig.log.find((one) => one.includes('a browser refused a part of the console')) ?? ''
    expect(JSON.parse(line)).toMatchObject({ blocked: 'https://tracker.example.com', page: '/leads' })
    expect(rig.log.join('\n')).not.toContain('anna@')
  })
})

describe('reports of the newer form', () => {
  it('are read, and those of other kinds are left out', () => {
    const body = { effectiveDirective: 'script-src-elem', blockedURL: 'inline', documentURL: 'http://127.0.0.1:8080/' }
    expect(
      readReports([
        { type: 'csp-violation', body },
        { type: 'deprecation', body: {} },
      ]),
    ).toEqual([{ directive: 'script-src-elem', blocked: 'inline', page: '/' }])
  })

  it('that name an unknown directive count as other', () => {
    const body = { effectiveDirective: 'anna@contoso.com', blockedURL: 'anna@contoso.com', documentURL: 'x' }
    expect(readReports([{ type: 'csp-violation', body }])).toEqual([
      { directive: 'other', blocked: 'other', page: 'other' },
    ])
    expect(readReports('x')).toEqual([])
  })
})

it('without a build the page tells how to build, and is served as soon as it is there', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadyard console '))
  const app = express().use(consoleEndpoints({ folder, count: () => undefined, tell: () => undefined }))
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const unbuilt = await fetch(url)
  expect([unbuilt.status, unbuilt.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8'])
  expect(await unbuilt.text()).toContain('npm run setup')
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>here</title>')
  expect(await (await fetch(url)).text()).toContain('<title>here</title>')
  server.close()
  await rm(folder, { recursive: true })
})
