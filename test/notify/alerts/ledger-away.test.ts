import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { alertsSchema } from '../../../src/config/alerts.ts'
import { readConfig } from '../../../src/config/config.ts'
import { enterChannels } from '../../../src/ledger/notify/channels.ts'
import { openLedgerWatch } from '../../../src/notify/alerts/ledger-away.ts'
import { openChannels } from '../../../src/notify/open-channels.ts'
import { freshLedger, type TestLedger } from '../../ledger/rows.ts'
import { notes, type Reader, startReader } from '../notes.ts'

let ledger: TestLedger
let reader: Reader
beforeEach(async () => {
  ;[ledger, reader] = await Promise.all([freshLedger(3), startReader()])
})
afterEach(async () => {
  await reader.close()
  await ledger.close()
})

const nothing = () => undefined
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => log }

async function watch() {
  let now = new Date('2026-11-29T10:00:00Z')
  const at = (id: string) => ({
    type: 'notes',
    url: `${reader.url}/${id}`,
    sending: { allowNetworks: ['127.0.0.0/8'] },
  })
  const file = { sources: {}, destinations: {}, channels: { ops: at('ops'), mail: at('mail') } }
  const config = readConfig(JSON.stringify(file), { connectors: [], channels: [notes], env: {} })
  await enterChannels(
    ledger.db,
    [...config.channels.values()].map(({ id, settingsHash }) => ({ id, type: 'notes', settingsHash })),
  )
  const channels = openChannels(config, undefined, { db: ledger.db, log })
  const one = openLedgerWatch({
    ...{ db: ledger.db, log, settings: () => alertsSchema.parse({}), channels: () => channels },
    compose: () => ({ zone: 'UTC', console: undefined, problem: () => undefined }),
    stopping: new AbortController().signal,
    now: () => now,
  })
  return Object.assign(one, { pass: (ms: number) => (now = new Date(now.getTime() + ms)) })
}

describe('a ledger that is away', () => {
  test('is told to all channels once, and once when it is back', async () => {
    const one = await watch()
    await one.beat(true)
    one.pass(59_000)
    await one.check()
    expect(reader.told('/ops')).toEqual([])
    one.pass(2_000)
    await one.check()
    one.pass(600_000)
    await one.check()
    for (const path of ['/ops', '/mail']) {
      expect(reader.notes(path).map(({ subject }) => subject)).toEqual(['Away: the ledger (PostgreSQL)'])
    }
    await one.beat(true)
    await one.beat(true)
    const rows = await ledger.db.selectFrom('messages').selectAll().execute()
    expect(rows.map(({ channel, content }) => [channel, content.subject, content.inReplyTo])).toEqual([
      ['ops', 'The ledger is back', reader.notes('/ops')[0]?.id],
      ['mail', 'The ledger is back', reader.notes('/mail')[0]?.id],
    ])
    expect(rows[0]?.content.text).toContain('It lasted for 11 min')
    const alerts = await ledger.db.selectFrom('alerts').selectAll().execute()
    expect(alerts).toMatchObject([{ key: 'ledger', finished: true }])
  })

  test('is told by the eldest worker alone', async () => {
    const one = await watch()
    await one.beat(false)
    one.pass(600_000)
    await one.check()
    expect(reader.told('/ops')).toEqual([])
  })
})
