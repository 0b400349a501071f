import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { a: {} } })
})
afterAll(() => rig.close())

const page = () => fetch(`${rig.hub.url}/api/docs`)

it('the page loads without a token, under a policy that lets nothing come from elsewhere', async () => {
  const { status, headers } = await page()
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'")
  expect(policy).toContain("connect-src 'self'")
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

it('has no inline script, and every file that it names is one of ours', async () => {
  const text = await (await page()).text()
  expect(text).not.toMatch(/<script>|<style|\son\w+=|\/\//)
  const named = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, at = '']) => at)
  expect(named).toHaveLength(4)
  for (const at of named) {
    const reply = await fetch(new URL(at, `${rig.hub.url}/api/docs`))
    expect([at, reply.status, reply.headers.has('content-security-policy')]).toEqual([at, 200, true])
    expect((await reply.arrayBuffer()).byteLength).toBeGreaterThan(500)
  }
})

it('sends no operation, and asks no validator of another host', async () => {
  const script = await (await fetch(`${rig.hub.url}/api/docs/page.js`)).text()
  expect(script).toContain('supportedSubmitMethods: []')
  expect(script).toContain('validatorUrl: null')
  expect(script).not.toContain('//')
})

it('the address with a slash leads to the page', async () => {
  const reply = await fetch(`${rig.hub.url}/api/docs/`)
  expect([reply.url, reply.status]).toEqual([`${rig.hub.url}/api/docs`, 200])
})

it('the description itself needs a token', async () => {
  expect((await rig.ask('GET', '/api/openapi.json', undefined, {})).status).toBe(401)
  const reader = { authorization: `Bearer ${tokens.viewer}` }
  expect((await rig.ask('GET', '/api/openapi.json', undefined, reader)).status).toBe(200)
  expect((await rig.ask('GET', '/api/docs/no-such-file', undefined, {})).status).toBe(401)
})
