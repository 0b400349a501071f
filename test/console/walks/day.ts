/**
 * A day of the demonstration: its far ends, a hub of its own process with demo/config.yaml, and three people with
 * passwords. `crm-eu` is held by a wrong key, `partner` refuses, and `desk` loses its answers.
 */
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { demoConfigText } from '../../../demo/config-text.ts'
import { type FarEnds, startFarEnds } from '../../../demo/far-ends.ts'
import { inventPerson } from '../../../demo/people.ts'
import { hashPassword } from '../../../src/access/passwords.ts'
import { type HubProcess, openPlace, type Place } from '../../e2e/process.ts'
import { startWebhook, type WebhookFarEnd } from '../../far-ends/webhook.ts'
import { seeded } from '../../random.ts'
import { freshDatabase } from '../../setup/database.ts'
import { freePort } from '../../setup/server.ts'
import { yaml } from '../../setup/yaml.ts'
import { openBrowser, type Visitor, visit } from '../browser.ts'
import { type Witness, watch } from './witness.ts'

export const password = 'a long password of the walks'
const ingestKey = 'a-key-of-the-walks'

export interface Person {
  firstName: string
  lastName: string
  email: string
  company: string
  phone: string
}

export const muller: Person = {
  ...{ firstName: 'Sabine', lastName: 'Müller', email: 'sabine.mueller@proseware.example' },
  ...{ company: 'Proseware', phone: '089 23457788' },
}
export const ivanov: Person = {
  ...{ firstName: 'Пётр', lastName: 'Иванов', email: 'petr.ivanov@relecloud.example' },
  ...{ company: 'Relecloud', phone: '+7 495 555 77 88' },
}

export interface Day {
  url: string
  place: Place
  farEnds: FarEnds
  /** Takes leads and loses its answers, so that its deliveries are uncertain. */
  desk: WebhookFarEnd
  hub(): HubProcess
  /** Everybody whose lead was sent. */
  people: readonly Person[]
  visit(more?: BrowserContextOptions): Promise<Visitor & { witness: Witness }>
  /** @returns the lead's id */
  send(person: Person, offer: string): Promise<string>
  /** Sends leads of invented people. */
  sendMany(count: number, offer: string): Promise<void>
  /** Writes the right key into the configuration file, as an operator does. */
  enterRightKey(): Promise<void>
  /** Starts the hub once more, at the same address, after it ended. */
  startAgain(): Promise<void>
  close(): Promise<void>
}

interface DayOptions {
  /** @default a database of the tests; `own` = the PostgreSQL of the hub's data folder */
  postgres?: 'own'
}

export async function openDay({ postgres }: DayOptions = {}): Promise<Day> {
  const place = await openPlace()
  const [farEnds, desk, database, port, hash, browser] = await Promise.all([
    startFarEnds(`${place.folder}/azurite`),
    startWebhook(),
    postgres === 'own' ? undefined : freshDatabase(),
    freePort(),
    hashPassword(password),
    openBrowser(),
  ])
  farEnds.partner.provoke.rejected!()
  desk.provoke.uncertain!()
  const env = {
    ...farEnds.variables,
    ...{ INGEST_KEY: ingestKey, HUB_PORT: String(port), HASH: hash, LEADYARD_LOG: 'debug' },
    ...(database ? { DATABASE_URL: database.url } : {}),
    DESK: String(desk.settings['url']),
    CRM_EU_RIGHT_KEY: farEnds.crmEuKey,
  }
  const config = configOf(env)
  await place.configure(config)
  let hub = await place.start(env)
  const { url } = hub
  const people: Person[] = []
  const random = seeded(7)

  async function send(person: Person, offer: string): Promise<string> {
    people.push(person)
    const reply = await fetch(`${url}/ingest/marketplace?key=${ingestKey}&offer=${offer}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userDetails: person, leadSource: 'AzureMarketplace', actionCode: 'INS' }),
    })
    const answer = (await reply.json()) as { id?: string }
    if (reply.status !== 202 || !answer.id) throw new Error(`ingest answered ${reply.status}`)
    return answer.id
  }

  return {
    ...{ url, place, farEnds, desk, people, send },
    hub: () => hub,
    async visit(more) {
      const visitor = await visit(browser, url, more)
      return { ...visitor, witness: await watch(visitor) }
    },
    async sendMany(count, offer) {
      const all: Person[] = []
      while (all.length < count) {
        const one = complete(inventPerson(random))
        // A search for this name finds one person.
        if (!/Müller/i.test(one.lastName) && !one.email.includes('muller')) all.push(one)
      }
      for (let at = 0; at < count; at += 20) await Promise.all(all.slice(at, at + 20).map((one) => send(one, offer)))
    },
    async enterRightKey() {
      config.destinations['crm-eu'].applicationKey = '${env:CRM_EU_RIGHT_KEY}'
      await place.configure(config)
    },
    async startAgain() {
      hub = await place.start(env)
    },
    async close() {
      await closeAll(browser, hub, farEnds, desk)
      await place.remove()
      await database?.drop()
    },
  }
}

async function closeAll(browser: Browser, hub: HubProcess, farEnds: FarEnds, desk: WebhookFarEnd): Promise<void> {
  await browser.close()
  await hub.kill('SIGTERM')
  await Promise.all([farEnds.close(), desk.close()])
}

/** The demonstration's configuration, with people who sign in and a destination that loses its answers. */
function configOf(env: Record<string, string>) {
  const config = yaml(demoConfigText(env))
  const user = (name: string, role: string) => ({ name, hash: '${env:HASH}', role })
  config.api = { users: [user('anna', 'operator'), user('bruno', 'operator'), user('vera', 'viewer')] }
  config.destinations.desk = { type: 'https', url: '${env:DESK}', delivery: { allowNetworks: ['127.0.0.0/8'] } }
  // One after the other, so that an undo finds the second half in line.
  Object.assign(config.destinations.partner.delivery, { concurrency: 1, hold: { afterRejections: 0 } })
  config.routes.push({ name: 'desk', offers: ['tailspin.desk'], to: ['desk'] })
  return config
}

/** Nothing is blank: every word of it is looked for where no person may stand. */
function complete(one: Person): Person {
  const { firstName, lastName, email, company, phone } = one
  return {
    firstName: firstName || 'Avery',
    lastName: lastName || 'Okafor',
    email: email || 'avery.okafor@contoso.example',
    company: company || 'Contoso',
    phone: phone || '1425555 0100',
  }
}
