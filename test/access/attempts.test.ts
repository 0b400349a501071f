import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAttempts } from '../../src/access/attempts.ts'
import { hashPassword } from '../../src/access/passwords.ts'
import { Refusal } from '../../src/web/refusal.ts'
import { type Rig, startRig } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { openBrowser } from './browser.ts'

describe('attempts', () => {
  const five = { address: 5, per: 60_000 }
  const what = 'sign-ins failed'

  it('are five for an address, whatever the names', async () => {
    const attempts = openAttempts(five, what)
    for (const name of ['a', 'b', 'c', 'd', 'e']) await attempts.begin('10.0.0.1', name)
    await expect(attempts.begin('10.0.0.1', 'f')).rejects.toMatchObject({
      details: { status: 429 },
      headers: { 'retry-after': expect.stringMatching(/^(60|59)$/) },
    })
    await attempts.begin('10.0.0.2', 'f')
    attempts.close()
  })

  it('of one address with one name are fewer, and leave the name to other addresses', async () => {
    const attempts = openAttempts({ address: 20, pair: 5, name: 100, per: 60_000 }, what)
    for (let n = 1; n <= 5; n++) await attempts.begin('10.0.0.1', 'a')
    for (let n = 1; n <= 15; n++) await expect(attempts.begin('10.0.0.1', 'a')).rejects.toThrow(Refusal)
    await attempts.begin('10.0.0.2', 'a')
    attempts.close()
  })

  it('for a name have an end, wherever they come from', async () => {
    const attempts = openAttempts({ address: 20, pair: 5, name: 10, per: 60_000 }, what)
    for (let n = 1; n <= 10; n++) await attempts.begin(`10.0.0.${n}`, 'a')
    await expect(attempts.begin('10.0.0.11', 'a')).rejects.toThrow(Refusal)
    await attempts.begin('10.0.0.11', 'b')
    attempts.close()
  })

  it('of one network of IPv6 count together', async () => {
    const attempts = openAttempts(five, what)
    for (let n = 1; n <= 5; n++) await attempts.begin(`2001:db8::${n}`)
    await expect(attempts.begin('2001:db8::6')).rejects.toThrow(Refusal)
    attempts.close()
  })

  it('that were right do not count, and old ones neither', async () => {
    const attempts = openAttempts({ address: 2, per: 200 }, what)
    for (let n = 0; n < 5; n++) await (await attempts.begin('10.0.0.1', 'a'))()
    await attempts.begin('10.0.0.1', 'a')
    await attempts.begin('10.0.0.1', 'a')
    await expect(attempts.begin('10.0.0.1', 'a')).rejects.toThrow(Refusal)
    await eventually(() => attempts.begin('10.0.0.1', 'a'))
    attempts.close()
  })
})

describe('a hub under attack', () => {
  const password = 'correct horse battery'
  let rig: Rig
  beforeAll(async () => {
    const users = ['berta', 'vera'].map((name) => ({ name, hash: '${env:BERTA}', role: 'operator' }))
    const variables = { BERTA: await hashPassword(password) }
    rig = await startRig({ destinations: { a: {} }, api: { users }, listen: { trustProxy: 1 }, variables })
  })
  afterAll(() => rig.close())

  const attempt = (name: string, given: string, address: string) =>
    openBrowser().go('POST', `${rig.hub.url}/api/sessions`, {
      body: { name, password: given },
      headers: { 'x-forwarded-for': address },
    })

  it('answers a wrong password and an unknown name alike, and names in the audit only whom it knows', async () => {
    const known = await (await attempt('berta', 'wrong', '10.1.0.1')).json()
    const unknown = await (await attempt('my-password-by-mistake', 'wrong', '10.1.0.2')).json()
    expect(unknown).toEqual(known)
    const { body } = await rig.get('/api/audit?limit=2')
    expect(body.items).toEqual([
      expect.objectContaining({ actor: '-', action: 'sign-in-failed', detail: { by: 'password' } }),
      expect.objectContaining({ actor: 'berta', action: 'sign-in-failed', detail: { by: 'password' } }),
    ])
    expect(JSON.stringify(body)).not.toContain('mistake')
  })

  it('takes as long for an unknown name as for a wrong password', async () => {
    const fastest = { vera: Number.POSITIVE_INFINITY, nobody: Number.POSITIVE_INFINITY }
    for (let n = 1; n <= 5; n++) {
      for (const name of ['vera', 'nobody'] as const) {
        const began = performance.now()
        expect((await attempt(name, 'wrong', `10.2.${n}.1`)).status).toBe(401)
        fastest[name] = Math.min(fastest[name], performance.now() - began)
      }
    }
    // Without the stretching an unknown name would take a hundredth of the time.
    expect(fastest.nobody / fastest.vera).toBeGreaterThan(0.4)
    expect(fastest.nobody / fastest.vera).toBeLessThan(2.5)
  })

  it('refuses the twenty-first failure of an address, also of thousands at once, and tells when to come back', async () => {
    const answers: Response[] = []
    for (let n = 0; n < 20; n++) {
      answers.push(
        ...(await Promise.all(Array.from({ length: 100 }, (_, k) => attempt(`n${n}-${k}`, 'wrong', '10.3.0.1')))),
      )
    }
    const statuses = Map.groupBy(answers, ({ status }) => status)
    expect(statuses.get(401)).toHaveLength(20)
    expect(statuses.get(429)).toHaveLength(1_980)
    expect(Number(statuses.get(429)?.[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await attempt('another', 'wrong', '10.3.0.2')).status).toBe(401)
  })

  it('refuses the sixth failure of a name from one address, and lets its owner in from another', async () => {
    for (let n = 1; n <= 5; n++) expect((await attempt('berta', 'wrong', '10.3.1.1')).status).toBe(401)
    expect((await attempt('berta', password, '10.3.1.1')).status).toBe(429)
    expect((await attempt('vera', password, '10.3.1.1')).status).toBe(200)
    expect((await attempt('berta', password, '10.3.1.2')).status).toBe(200)
  })

  it('tells its operator how many sign-ins failed, and how, but not whose', async () => {
    const lines = rig.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'a sign-in failed')
    expect(lines.map(({ level, reason }) => [level, reason])).toEqual([
      ['warn', 'password'],
      ['warn', 'limited'],
    ])
    expect(JSON.stringify(lines)).not.toMatch(/berta|vera|mistake|10\.\d/)
    const metrics = await (await fetch(`${rig.hub.url}/metrics`)).text()
    expect(metrics).toMatch(/leadyard_sign_ins_failed_total\{reason="password"\} \d\d/)
    expect(metrics).toMatch(/leadyard_sign_ins_failed_total\{reason="limited"\} \d{4}/)
  })

  it('from everywhere goes on answering others, and stretches few passwords at once', async () => {
    const before = process.memoryUsage().rss
    const attack = Array.from({ length: 500 }, (_, n) =>
      attempt(`somebody-${n}`, 'wrong', `10.${4 + (n >> 8)}.1.${n & 255}`),
    )
    const began = performance.now()
    expect((await rig.get('/api/destinations')).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(5_000)
    // A person whose name the hub knows gets a turn in the midst of it.
    expect((await attempt('vera', password, '10.9.0.2')).status).toBe(200)
    const statuses = (await Promise.all(attack)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([401]))
    // Each stretched password would take a quarter of a second.
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
    expect((await attempt('berta', password, '10.9.0.1')).status).toBe(200)
  })
})
