import { setTimeout as pause } from 'node:timers/promises'
import type { Hub } from '../hub/hub.ts'
import { sampleLead } from '../lead/sample.ts'
import type { DeliveryRow } from '../ledger/reads/deliveries.ts'

interface Around {
  /** The path of the configuration file. */
  file: string
  /** The usual port if another program uses it: the command line then needs --url. */
  taken: number | undefined
}

export async function showDemo(hub: Hub, key: string, { file, taken }: Around): Promise<void> {
  const url = taken === undefined ? '' : ` --url ${hub.url}`
  const ingest = `${hub.url}/ingest/marketplace?key=${key}&offer=contoso.test-microsoft`
  const reply = await post(ingest, sampleLead(new Date()))
  print(`
Console:               ${hub.consoleLink()} (opens signed in, once)
Leadyard runs at ${hub.url}, on its own PostgreSQL, Azurite and a local webhook; data in ./data/demonstration
`)
  if (taken !== undefined) print(`Port ${taken} is taken by another program, so this one has another port.\n`)
  print(`A lead was sent:       ${reply.status} ${reply.text}`)
  const deliveries = await settled(hub, (JSON.parse(reply.text) as { id: string }).id)
  for (const delivery of deliveries) print(describe(delivery, url))
  print(`
Ingest URL:            ${ingest}
Try it:                curl -X POST '${ingest}' -H 'content-type: application/json' -d '${JSON.stringify(sampleLead(new Date()))}'
What did not arrive:   npm run leadyard -- failed${url}
And why:               npm run leadyard -- destinations${url}
To fix old-table:      in ${file}, write secrets/leads-table in place of secrets/old-table, and save
Your own destinations: cp config.example.yaml config.yaml, then start again
Stop:                  Ctrl-C
`)
}

export function announceDemo(configPath: string): void {
  print(`There is no ${configPath}: a demonstration starts, with a PostgreSQL and an Azurite of its own.`)
  print('This takes about ten seconds, the first time up to a minute …')
}

async function post(url: string, body: object): Promise<{ status: number; text: string }> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: reply.status, text: await reply.text() }
}

/** Waits until every delivery of the lead has ended or is held. */
async function settled(hub: Hub, leadId: string): Promise<DeliveryRow[]> {
  for (let polls = 0; polls < 300; polls++) {
    const deliveries = await hub.deliveriesOf(leadId)
    if (deliveries.length > 0 && deliveries.every(({ state }) => ended.includes(state))) return deliveries
    await pause(100)
  }
  return hub.deliveriesOf(leadId)
}

const ended = ['delivered', 'held', 'rejected', 'uncertain', 'exhausted']

function describe({ destination, state, outcome, reference, code, message }: DeliveryRow, url: string): string {
  // At a later start the destination is held already. The delivery then waits without an attempt and without a failure.
  const why = message
    ? `${message} [${code}]`
    : `waits, because its destination is held: npm run leadyard -- destinations${url}`
  const what = state === 'delivered' ? `${outcome} ${reference}` : why
  return `  ${destination.padEnd(20)} ${state.padEnd(10)} ${what}`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
