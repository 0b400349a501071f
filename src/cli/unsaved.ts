/** A destination that stands in no running hub: read from a file, opened here, asked here. */
import { readFileSync } from 'node:fs'
import { v7 as uuid } from 'uuid'
import { asRecord } from '../config/as-record.ts'
import { type DestinationConfig, readDestination } from '../config/destination.ts'
import { ConfigError } from '../config/problems.ts'
import { resolveReferences } from '../config/secrets.ts'
import { parsedYaml } from '../config/yaml.ts'
import type { Connector, Memory, Receipt } from '../connector.ts'
import { attempt } from '../delivery/attempt.ts'
import { check } from '../delivery/check.ts'
import { openTrack, type Track } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import type { DeliveryError } from '../failure.ts'
import { readMarketplace } from '../lead/marketplace.ts'
import { sampleLead } from '../lead/sample.ts'
import { usage } from './quit.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** One entry of `destinations:`, as a file of its own. @throws ConfigError with every problem of it */
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
  /** `undefined` = this connector has no check. */
  ok: boolean | undefined
  receipt?: Receipt | undefined
  failure?: DeliveryError | undefined
  /** The catalogue's entry. */
  problem?: string | undefined
}

/** Checks without writing and, asked for, sends a test lead. */
export async function askUnsaved(config: DestinationConfig, withLead: boolean): Promise<Asked> {
  const track = openTrack(config, { log: silent, memory: inProcess() })
  try {
    const never = new AbortController().signal
    const failure = await check(track, never)
    if (failure) return failed(track, failure)
    if (!withLead) return { ok: track.destination.check ? true : undefined }
    const outcome = await attempt(track, trial(), never)
    return outcome.receipt ? { ok: true, receipt: outcome.receipt } : failed(track, outcome.failure)
  } finally {
    await track.close()
  }
}

function failed(track: Track, failure: DeliveryError): Asked {
  return { ok: false, failure, problem: findProblem(track.connector.problems, failure.detail)?.id }
}

function trial() {
  const now = new Date()
  const [id, leadId, body] = [uuid(), uuid(), sampleLead(now)]
  const lead = readMarketplace(body, { id: leadId, received: now, endpoint: 'trial' })!
  const times = { firstAttemptAt: now, sendingSince: now, retryingFor: 0, receivedAt: now }
  const facts = { id, leadId, lead, raw: Buffer.from(JSON.stringify(body)), destination: 'unsaved', ...times }
  return { ...facts, turn: 0, attempts: 1, mayBeThere: false, probe: false, route: 'trial', handling: '' }
}

export const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {}

export function inProcess(): Memory {
  const kept = new Map<string, string>()
  return {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    async add(key, amount) {
      const total = Number(kept.get(key) ?? 0) + amount
      kept.set(key, String(total))
      return total
    },
  }
}
