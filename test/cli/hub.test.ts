import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, sourceKey, startRig, tokens } from '../api/rig.ts'
import { seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { temporaryFolder } from './folder.ts'
import { type Ran, run } from './run.ts'

let rig: Rig
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let delivered: string
let refused: string

beforeAll(async () => {
  folder = await temporaryFolder()
  rig = await startRig({
    destinations: { sales: {}, table: {}, dead: {}, other: {} },
    routes: [
      { name: 'all', offers: ['contoso.*'], to: ['sales'] },
      { name: 'dead', offers: ['contoso.dead'], to: ['dead'] },
    ],
  })
  rig.crm.script.set('/dead', () => ({ status: 401, code: 'TOKEN_ENDED' }))
  rig.crm.script.set('/sales', ({ email }) => (email.startsWith('bad') ? { status: 422, code: 'BAD' } : undefined))
  delivered = await rig.send('Ann@Contoso.com')
  refused = await rig.send('bad@contoso.com', 'contoso.dead')
  await rig.until(delivered, 'sales', 'delivered')
  await rig.until(refused, 'sales', 'rejected')
  await rig.until(refused, 'dead', 'held')
})
afterAll(async () => {
  await rig.close()
  await folder.remove()
})

const leadyard = (args: string, env: Record<string, string | undefined> = {}): Promise<Ran> =>
  run(args.split(' ').filter(Boolean), { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator, ...env })

describe('leads', () => {
  it('are listed with the person and their destinations', async () => {
    const { code, out } = await leadyard('leads')
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^RECEIVED +LEAD +OFFER +PERSON +STATE +DELIVERIES$/)
    expect(lines[2]).toContain(refused)
    expect(lines[3]).toContain('One <ann@contoso.com> (Fabrikam)')
    expect(lines[3]).toContain('sales: delivered')
  })

  it('are filtered and printed as JSON', async () => {
    const { out, json } = await leadyard('leads --email ANN@contoso.com --state routed --since 1h --json')
    expect(json().items.map(({ id }: { id: string }) => id)).toEqual([delivered])
    expect(out).not.toContain(refused)
  })

  it('end with 1 when there are none', async () => {
    expect(await leadyard('leads --offer nobody.nothing')).toMatchObject({ code: 1, out: 'No leads.\n' })
  })
})

describe('failed', () => {
  it('groups by problem, then lists, without personal data, and ends with 1', async () => {
    const { code, out } = await leadyard('failed')
    expect(code).toBe(1)
    expect(out).toMatch(/^1 +dead +held +crm-token-ended +TOKEN_ENDED/m)
    expect(out).toMatch(/^1 +sales +rejected +BAD/m)
    expect(out).toContain('The CRM answered 422 [BAD]')
    expect(out).not.toMatch(/bad@|contoso\.com/)
  })

  it('is filtered by the words of the API, and printed as JSON', async () => {
    const { json } = await leadyard('failed --destination sales,table --state rejected --json')
    expect(json()).toMatchObject({
      count: 1,
      groups: [{ destination: 'sales', count: 1 }],
      items: [{ leadId: refused }],
    })
    const byPerson = await leadyard('failed --email bad@contoso.com --json')
    expect(byPerson.json()).toMatchObject({ count: 2 })
  })

  it('ends with 0 when no delivery matches', async () => {
    expect(await leadyard('failed --destination table')).toMatchObject({
      code: 0,
      out: 'Nothing failed and nothing waits.\n',
    })
  })
})

describe('show', () => {
  it('shows a lead with the person and the receipts', async () => {
    const { code, out } = await leadyard(`show ${delivered} --raw`)
    expect(code).toBe(0)
    expect(out).toMatch(/person\.email +Ann@contoso\.com/)
    expect(out).toMatch(/sales +delivered +1 +created r-/)
    expect(out).toContain('"userDetails"')
  })

  it('shows a delivery with its attempts, the problem and what to do', async () => {
    const { items } = (await rig.get(`/api/deliveries?lead=${refused}&destination=dead`)).body
    const { out } = await leadyard(`show ${items[0].id}`)
    expect(out).toMatch(/State +held/)
    expect(out).toMatch(/^1 .*configuration TOKEN_ENDED +The CRM answered 401/m)
    expect(out).toContain('“The access token has ended.”')
    expect(out).toContain('2. Make a new one and enter it.')
  })

  it('finds a delivery by the reference of its receipt, also if it looks like an id', async () => {
    const { items } = (await rig.get(`/api/deliveries?lead=${delivered}`)).body
    const [{ id, receipt }] = items
    expect((await leadyard(`show ${receipt.reference} --json`)).json().id).toBe(id)
    const guid = '3F2504E0-4F89-11D3-9A0C-0305E82C3301'
    const [seeded] = await seed(rig.ledger.db, [{ destination: 'table', state: 'delivered', reference: guid }])
    expect((await leadyard(`show ${guid} --json`)).json().id).toBe(seeded?.delivery)
  })

  it('shows the person’s leads for the offer in order', async () => {
    const sorted = (id: string) =>
      eventually(async () => {
        const { out } = await leadyard(`show ${id}`)
        expect(out).toMatch(/^State +unrouted/m)
        return out
      })
    const trial = await rig.send('eve@contoso.com', 'journey.app', { actionCode: 'PLT' })
    expect(await sorted(trial)).not.toMatch(/JOURNEY|Repeat of/)
    const bought = await rig.send('eve@contoso.com', 'journey.app')
    const out = await sorted(bought)
    // The earlier lead was not delivered.
    expect(out).not.toContain('Repeat of')
    expect(out).toMatch(/^JOURNEY +LEAD +SOURCE +ACTION +STAGE +STATE$/m)
    const steps = out.split('\n').filter((line) => line.includes('Z  '))
    expect(steps).toEqual([
      expect.stringMatching(new RegExp(`${trial} +web +PLT +interest +unrouted$`)),
      expect.stringMatching(new RegExp(`${bought} +web +INS +active +unrouted \\(this lead\\)$`)),
    ])
  })

  it('names the earlier lead that was delivered', async () => {
    const again = await rig.send('Ann@Contoso.com', 'contoso.app', { description: 'again' })
    await rig.until(again, 'sales', 'delivered')
    expect((await leadyard(`show ${again}`)).out).toMatch(new RegExp(`^Repeat of +${delivered}$`, 'm'))
  })

  it('failed also tells the leads without a route', async () => {
    expect((await leadyard('failed')).err).toMatch(/^\d+ leads? without a route: leadyard leads --state unrouted$/m)
    expect((await leadyard('failed --destination sales')).err).toBe('')
  })

  it('ends with 1 for an unknown id', async () => {
    const { code, err } = await leadyard('show nothing')
    expect([code, err]).toEqual([1, 'The hub knows no lead, delivery or receipt with the id nothing.\n'])
  })
})

describe('send', () => {
  it('sends the documented sample, waits for it and shows the receipts', async () => {
    const { code, out } = await leadyard('send --source web --offer contoso.app', { LEADYARD_KEY: sourceKey })
    expect(out).toMatch(/^Lead [\w-]{36} is on disk\n {2}sales: delivered created r-[\w-]{36}\nDelivered to 1 of 1/)
    expect(code).toBe(0)
    const sample = rig.crm.taken('/sales').at(-1)
    expect(sample?.email).toBe('someone@contoso.com')
    const { body } = await rig.get('/api/leads?limit=1')
    expect(body.items[0].test).toBe(true)
  })

  it('sends a file, and ends with 1 when a delivery does not arrive', async () => {
    const file = path.join(folder.path, 'lead.json')
    await writeFile(file, JSON.stringify({ userDetails: { email: 'bad-one@contoso.com' } }))
    const args = ['send', file, '--source', 'web', '--offer', 'contoso.app', '--key', sourceKey, '--json']
    const { code, json } = await run(args, { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.viewer })
    expect(code).toBe(1)
    expect(json().deliveries).toMatchObject([{ state: 'rejected', failure: { code: 'BAD' } }])
    const again = await run(args.slice(0, -1), { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.viewer })
    expect(again.out).toMatch(/^This repeats lead/)
  })

  it('tells a lead that no route takes', async () => {
    const { code, out } = await leadyard('send --source web --offer none.such', { LEADYARD_KEY: sourceKey })
    expect(code).toBe(1)
    expect(out).toContain('The lead is unrouted: no route matches')
    expect(out).toContain('Its offer was "none.such". Name an offer of your routes: --offer <publisher.offer>.')
  })

  it('ends with 77 for a wrong key, with 1 for a body without a lead, with 2 without key or file', async () => {
    const file = path.join(folder.path, 'no-lead.json')
    await writeFile(file, '{"a":1}')
    const wrong = await leadyard('send --source web --key not-the-key')
    expect([wrong.code, wrong.err]).toEqual([77, expect.stringContaining('not its key')])
    const empty = await leadyard(`send ${file} --source web`, { LEADYARD_KEY: sourceKey })
    expect([empty.code, empty.err]).toEqual([1, expect.stringContaining('The body was kept')])
    expect(await leadyard('send --source web')).toMatchObject({ code: 2 })
    expect(await leadyard('send')).toMatchObject({ code: 2 })
    expect(await leadyard('send /no/such/file --source web --key x')).toMatchObject({ code: 2 })
  })
})

describe('replay', () => {
  it('sends one delivery again and waits for its end', async () => {
    const [one] = await seed(rig.ledger.db, [{ destination: 'other', state: 'rejected' }])
    const { code, out } = await leadyard(`replay ${one?.delivery}`)
    expect([code, out]).toEqual([0, `other: delivered created r-${one?.delivery}\n`])
  })

  it('tells why the delivery did not arrive, and ends with 1', async () => {
    const [one] = await seed(rig.ledger.db, [{ destination: 'dead', state: 'uncertain' }])
    const { code, out, err } = await leadyard(`replay ${one?.delivery}`)
    expect([code, out]).toEqual([1, 'dead: held waits until its destination is released\n'])
    expect(err).toContain('it goes when the destination is released')
  })

  it('refuses a delivered lead without --again', async () => {
    const [one] = await seed(rig.ledger.db, [{ destination: 'other', state: 'delivered' }])
    expect(await leadyard(`replay ${one?.delivery}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('delivered'),
    })
    expect(await leadyard(`replay ${one?.delivery} --again --json`)).toMatchObject({ code: 0 })
  })

  it('of many tells the number, asks, and queues the deliveries', async () => {
    await rig.ask('PUT', '/api/destinations/table/pause')
    await seed(rig.ledger.db, [
      ...Array(7).fill({ destination: 'table', state: 'exhausted', code: 'MANY' }),
      { destination: 'table', state: 'uncertain', code: 'MANY' },
    ])
    const dry = await leadyard('replay --code MANY --dry-run')
    expect(dry.code).toBe(0)
    expect(dry.out).toMatch(/7 deliveries to send again/)
    expect(dry.out).toMatch(/^1 +table +uncertain +it may have arrived/m)
    const unasked = await leadyard('replay --code MANY')
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--yes')])
    const done = await leadyard('replay --code MANY --yes')
    expect(done.code).toBe(0)
    expect(done.out).toContain('7 deliveries put in line')
    expect(done.out).toContain('table is paused: its leads wait.')
    const after = await leadyard('replay --code MANY --yes --json')
    expect([after.code, after.json().total]).toEqual([1, 0])
  })

  it('of many does nothing without a yes', async () => {
    await seed(rig.ledger.db, [{ destination: 'table', state: 'exhausted', code: 'ASKED' }])
    const env = { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator }
    const questions: string[] = []
    const saying = (word: string) => ({
      ask: async (question: string) => {
        questions.push(question)
        return word
      },
    })
    expect(await run(['replay', '--code', 'ASKED'], env, saying(''))).toMatchObject({ code: 1, out: '' })
    expect(questions).toEqual(['Send 1 delivery again? [y/N] '])
    expect((await rig.get('/api/deliveries?code=ASKED')).body.items[0].state).toBe('exhausted')
    const agreed = await run(['replay', '--code', 'ASKED'], env, saying('y'))
    expect([agreed.code, agreed.out]).toEqual([0, expect.stringContaining('1 delivery put in line')])
  })

  it('of many is stopped by its id, which is printed at the start', async () => {
    await rig.ask('PUT', '/api/destinations/table/pause')
    await seed(rig.ledger.db, [{ destination: 'table', state: 'exhausted', code: 'TOLD' }])
    const begun = await leadyard('replay --code TOLD --yes')
    const [, id = ''] = /leadyard replay --stop (\S+)/.exec(begun.err) ?? []
    expect(await leadyard(`replay --stop ${id}`)).toMatchObject({ code: 1, err: expect.stringContaining('in line') })
    await sql`update replays set finished_at = null, total = 3, lease_until = 'infinity' where id = ${id}`.execute(
      rig.ledger.db,
    )
    const { code, out } = await leadyard(`replay --stop ${id}`)
    expect([code, out]).toEqual([
      0,
      'Stopped. 1 of 3 deliveries is in line and stays there; the others stay as they were.\n',
    ])
    expect((await leadyard(`replay --stop ${id} --json`)).json()).toMatchObject({ id, state: 'stopped' })
    expect(await leadyard(`replay --stop ${id} --all`)).toMatchObject({ code: 2 })
  })

  it('needs a delivery, a filter or --all', async () => {
    expect(await leadyard('replay')).toMatchObject({ code: 2, err: expect.stringContaining('--all') })
    expect(await leadyard('replay x --all')).toMatchObject({ code: 2 })
  })
})

describe('destinations', () => {
  it('are listed with waiting leads, problem and remedy', async () => {
    const { code, out } = await leadyard('destinations')
    expect(code).toBe(0)
    expect(out).toMatch(/^dead +crm +held/m)
    expect(out).toMatch(
      /dead: The CRM answered 401 \[TOKEN_ENDED\]\n {2}crm-token-ended, documented as “The access token has ended.”/,
    )
    expect((await leadyard('destinations --json')).json().items).toHaveLength(4)
  })

  it('are checked: 0 if everything is right, otherwise 1 with the remedy', async () => {
    expect(await leadyard('check other')).toMatchObject({ code: 0, out: expect.stringContaining('are right') })
    const dead = await leadyard('check dead')
    expect([dead.code, dead.out]).toEqual([1, expect.stringContaining('1. Open Settings, Tokens.')])
    expect((await leadyard('check dead --json')).json()).toMatchObject({ ok: false })
    expect(await leadyard('check nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('No destination') })
  })

  it('are held, released, paused and resumed', async () => {
    const held = await run(['hold', 'other', '--reason', 'the admin is on leave'], {
      LEADYARD_URL: rig.hub.url,
      LEADYARD_TOKEN: tokens.operator,
    })
    expect(held).toMatchObject({ code: 0, out: 'other is held by anna.\n' })
    expect(await leadyard('resume other')).toMatchObject({ code: 1, err: expect.stringContaining('release it') })
    expect(await leadyard('release other')).toMatchObject({ code: 0, out: 'other is open.\n' })
    expect(await leadyard('pause other')).toMatchObject({ code: 0, out: 'other is paused.\n' })
    expect((await leadyard('resume other --json')).json()).toMatchObject({ id: 'other', state: 'open' })
    expect(await leadyard('hold other')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') })
  })
})

describe('exit codes', () => {
  it('77 without a token, with an unknown token, and with a viewer’s token', async () => {
    const none = await leadyard('leads', { LEADYARD_TOKEN: undefined })
    expect([none.code, none.err]).toEqual([77, expect.stringContaining('LEADYARD_TOKEN')])
    expect(await leadyard('leads --token not-a-token-of-the-hub')).toMatchObject({ code: 77 })
    const viewer = await leadyard('pause other', { LEADYARD_TOKEN: tokens.viewer })
    expect([viewer.code, viewer.err]).toEqual([77, expect.stringContaining('operator')])
  })

  it('69 when no hub answers, or another program answers', async () => {
    const nobody = await leadyard('leads --url http://127.0.0.1:1')
    expect([nobody.code, nobody.err]).toEqual([69, expect.stringContaining('No hub answers at http://127.0.0.1:1')])
    const other = await leadyard(`leads --url ${rig.crm.url}`)
    expect([other.code, other.err]).toEqual([69, expect.stringContaining('no hub')])
  })

  it('2 for an unknown command, flag or value', async () => {
    expect(await leadyard('lead')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean leads?') })
    expect(await leadyard('leads --limitless')).toMatchObject({ code: 2 })
    expect(await leadyard('leads --limit none')).toMatchObject({ code: 2 })
    expect(await leadyard('leads --since yesterday')).toMatchObject({ code: 2 })
    expect(await leadyard('failed --state stuck')).toMatchObject({ code: 2, err: expect.stringContaining('state') })
    expect(await leadyard('leads', { LEADYARD_URL: 'localhost:8080' })).toMatchObject({ code: 2 })
  })

  it('0 for help, which names all exit codes', async () => {
    const { code, out } = await leadyard('--help')
    expect(code).toBe(0)
    const named = [...out.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name)
    expect(named).toEqual([
      ...['check-config', 'config', 'config-schema', 'send', 'overview'],
      ...['alerts', 'channels', 'leads', 'search'],
      ...['failed', 'show', 'reveal', 'replay', 'undo'],
      ...['look-up', 'settle', 'cancel'],
      ...['route', 'why', 'reroute', 'approve', 'import', 'export', 'prove', 'reconcile', 'sources', 'silence'],
      ...['console', 'destinations', 'check', 'hold', 'release', 'pause', 'resume', 'report'],
      ...['erase', 'explain', 'hash-password', 'help'],
    ])
    const docs = await readFile('docs/api.md', 'utf8')
    for (const name of named.slice(0, -1)) expect(docs).toMatch(new RegExp(`\`${name}[ \`]`))
    for (const exit of [0, 1, 2, 3, 65, 69, 77, 78]) {
      expect(out).toContain(`${exit} `)
      expect(docs).toMatch(new RegExp(`^\\| ${exit} \\| `, 'm'))
    }
  })
})

it('leaves no personal data in the log of the hub', () => {
  expect(rig.log.join('\n')).not.toMatch(/ann@|bad@|someone@|contoso\.com/i)
})
