/** Checks a destination that is read from a file, without a running hub. */
import { readFileSync } from 'node:fs'
import { v7 as uuid } from 'uuid'
import { asRecord } from '../config/as-record.ts'
import { type DestinationConfig, readDestination } from '../config/destination.ts'
import { openEach } from '../config/open-each.ts'
import { ConfigError } from '../config/problems.ts'
import { resolveReferences } from '../config/secrets.ts'
import { parsedYaml } from '../config/yaml.ts'
import type { Connector, Memory, Receipt } from '../connector.ts'
import { attempt } from '../delivery/attempt.ts'
import { check } from '../delivery/check.ts'
import { type OpenDestination, openDestination } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import type { DeliveryError } from '../failure.ts'
import { readMarketplace } from '../lead/marketplace.ts'
import { sampleLead } from '../lead/sample.ts'
import { usage } from './quit.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Reads a file with one entry of `destinations:`. @throws ConfigError with every problem of the file */
export function readUnsaved(file: string, connectors: readonly Connector[], variables: Variables): DestinationConfig {
  const { value, problems } = resolveReferences(parsedYaml(textOf(file)), variables)
  const read = readDestination('unsaved', asRecord(value), connectors)
  const all = [...problems, ...read.problems]
  if (!read.destination || all.length > 0) throw new ConfigError(all)
  return read.destination
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw usage(`${file} cannot be read.`)
  }
}

export interface Asked {
  /** `undefined` = the connector has no check. */
  ok: boolean | undefined
  receipt?: Receipt | undefined
  failure?: DeliveryError | undefined
  /** Id of the catalogue entry. */
  problem?: string | undefined
}

/** Checks the destination without writing and, with `withLead`, sends a test lead. */
export async function askUnsaved(config: DestinationConfig, withLead: boolean): Promise<Asked> {
  const opened = openUnsaved(config)
  try {
    const never = new AbortController().signal
    const failure = await check(opened, never)
    if (failure) return failed(opened, failure)
    if (!withLead) return { ok: opened.destination.check ? true : undefined }
    const outcome = await attempt(opened, testClaim(), never)
    return outcome.receipt ? { ok: true, receipt: outcome.receipt } : failed(opened, outcome.failure)
  } finally {
    await opened.close()
  }
}

function openUnsaved(config: DestinationConfig): OpenDestination {
  const open = () => openDestination(config, { log: silent, memory: inProcess() })
  const secrets = Object.values(config.settings).filter((value) => typeof value === 'string')
  const opened = openEach({ destinations: new Map([[config.id, config]]), secrets }, open).get(config.id)
  if (!opened) throw new Error('a destination was neither opened nor refused')
  return opened
}

function failed(opened: OpenDestination, failure: DeliveryError): Asked {
  return { ok: false, failure, problem: findProblem(opened.connector.problems, failure.detail)?.id }
}

function testClaim() {
  const now = new Date()
  const [id, leadId, body] = [uuid(), uuid(), sampleLead(now)]
  const lead = readMarketplace(body, { id: leadId, received: now, endpoint: 'test-lead' })!
  const times = { firstAttemptAt: now, sendingSince: now, retryingFor: 0, receivedAt: now }
  const facts = { id, leadId, lead, raw: Buffer.from(JSON.stringify(body)), destination: 'unsaved', ...times }
  return { ...facts, generation: 1, attempts: 1, mayBeThere: false, probe: false, route: 'test-lead', handling: '' }
}

export const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {}

export function inProcess(): Memory {
  const values = new Map<string, string>()
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
    async add(key, amount) {
      const total = Number(values.get(key) ?? 0) + amount
      values.set(key, String(total))
      return total
    },
  }
}
