/**
 * The contract between the hub and a destination's far end. A connector is a plain value: first its facts, then its
 * functions. The hub hands everything from outside to `open`. A connector classifies failures and never decides whether
 * to retry. connectors/README.md tells how to write a connector. Every connector passes test/connectors/conformance.ts.
 * Outside this repository the contract and its tests are `leadyard/connector` and `leadyard/testing`.
 */
import type { z } from 'zod'
import type { FailureClass } from './failure.ts'
import type { Lead } from './lead/lead.ts'
import type { Http } from './outside/http.ts'
import type { DeliveredRecord, KeptRecord, Outcome } from './record.ts'

export type { DeliveredRecord, KeptRecord } from './record.ts'

export interface Connector<S extends z.ZodObject = z.ZodObject> {
  /** The value of `type:` in config.yaml; also the folder's name. */
  readonly type: string
  /** The name that operators see: "Azure Table". */
  readonly label: string
  /** One sentence that tells what the connector writes, and where. */
  readonly summary: string
  /**
   * The settings of one destination, a `z.strictObject`. Every key has `.meta({ title, help })`; a secret also has
   * `.meta({ secret: true })`. Types, validation, forms, docs and masking are made from this schema.
   */
  readonly settings: S
  /** Default mapping: far-end field name → template over the lead. Fields that the settings switch off are left out. */
  readonly fields: FieldMap
  /**
   * The effect of a second delivery with the same id at the far end. `harmless`: the far end recognises or overwrites
   * it, so the hub retries an uncertain delivery. `doubles`: a person decides, unless `find` proves that the record is
   * absent. A function where the effect depends on the settings.
   */
  readonly repeat: Repeat | ((settings: z.output<S>) => Repeat)
  /** The connector tells people instead of storing records. It may get do-not-contact leads that are only announced. */
  readonly notifies?: boolean
  /** The catalogue of documented problems, in the vendor's words, with their remedies. */
  readonly problems: readonly Problem[]
  /** Pure and cheap: no I/O, no timer. Connections and tokens are made on first use and kept for the destination. */
  open(settings: z.output<S>, tools: Tools): Destination
}

export type Repeat = 'harmless' | 'doubles'

export interface Destination {
  /** One attempt. Resolves only with proof (status + envelope + record); throws DeliveryError; never retries. */
  deliver(delivery: Delivery): Promise<Receipt>
  /** Proves address, credentials and permissions without writing. Throws the same errors as `deliver`. */
  check?(signal: AbortSignal): Promise<void>
  /** Looks for the record before an uncertain delivery is repeated. `undefined` only when it is surely absent. */
  find?(delivery: Delivery): Promise<Receipt | undefined>
  /**
   * The request that `deliver` would send for this lead, for the dry run, without secrets. No I/O: facts that only the
   * far end knows (its columns, its limits today) are ignored. Throws the errors that `deliver` throws before it sends.
   */
  preview?(delivery: Delivery): Preview
  /**
   * Updates the record of an earlier lead of the same person instead of creating another record; the receipt's outcome
   * is `updated`. Throws the same errors as `deliver`. `undefined` only when that record surely no longer exists: then
   * the hub delivers the lead.
   * @param delivery its fields hold neither withheld values nor defaults for blank values, even if required.
   * @param reference the reference of the earlier lead's receipt.
   */
  merge?(delivery: Delivery, reference: string): Promise<Receipt | undefined>
  /**
   * Deletes the record of a delivery because its person asked for it. Throws the same errors as `deliver`.
   * @returns `false` when the record no longer existed.
   */
  erase?(record: DeliveredRecord): Promise<boolean>
  /**
   * Asks with few requests which of these records are at the far end. Writes nothing.
   * @returns by delivery id: `true` = surely there, `false` = surely not there. A record about which the far end tells
   * nothing is left out, for example because the user may not see it.
   * @throws the same errors as `deliver`; then nothing is known.
   */
  present?(records: readonly KeptRecord[], signal: AbortSignal): Promise<ReadonlyMap<string, boolean>>
  /** The fields that the far end accepts now. */
  describe?(signal: AbortSignal): Promise<readonly FarField[]>
  /** What is used of the far end's quotas, by all its users. Writes nothing. Throws the same errors as `deliver`. */
  usage?(signal: AbortSignal): Promise<readonly Usage[]>
  /** The expiry of secrets that tell it (SAS, Entra secret with a known expiry). */
  expiries?(): readonly Expiry[]
  close?(): Promise<void>
}

/** One lead on its way to one destination, with its mapped fields. */
export interface Delivery {
  /** UUIDv7. The idempotency key: the same on every attempt, restart and replay. */
  readonly id: string
  /** UUIDv7 of the lead, used as key of the far end's record (RowKey, blob name, external id). */
  readonly leadId: string
  readonly lead: Lead
  /** The mapped far-end fields: cleaned, defaulted, cut to `maxLength`. Blank optional fields are left out. */
  readonly fields: Readonly<Record<string, string>>
  /** 1 on the first attempt. */
  readonly attempt: number
  /** When the first attempt of this delivery began; `find` looks for records from this time on. */
  readonly firstAttemptAt: Date
  /** Whether an earlier attempt may have been applied. */
  readonly mayBeThere: boolean
  readonly receivedAt: Date
  /** Aborts at the deadline and at shutdown. Pass the signal to every request. */
  readonly signal: AbortSignal
}

/** Proof of delivery. */
export interface Receipt {
  readonly outcome: Outcome
  /** The far end's own id of the record, by which the operator can search. */
  readonly reference?: string | undefined
  /** URL at which a person can look at the record. */
  readonly link?: string | undefined
  /** HTTP or SMTP status of the far end's answer. */
  readonly status?: number | undefined
  /** Notes for the operator. No lead data. */
  readonly notes?: readonly Note[] | undefined
}

/** Either a value that was cut to the far end's limit, or a sentence. */
export type Note = Cut | string

/** Lengths are UTF-16 units. */
export interface Cut {
  /** The far end's name of the field. */
  readonly field: string
  readonly from: number
  readonly to: number
}

/** A request that was not sent. */
export interface Preview {
  /** `POST`, `PUT`; for a mail, `MAIL`. */
  readonly method: string
  /** Host and path, or the recipients of a mail; without query, key and signature. */
  readonly to: string
  /** Headers about the lead or the record; no header that authenticates the hub. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** JSON as a value; any other body as the text that would be sent. */
  readonly body: unknown
  /** The values that would be cut or left out, in the words of the receipt. */
  readonly notes?: readonly Note[] | undefined
}

export type FieldMap = Readonly<Record<string, Field>>

export interface Field {
  /** LiquidJS over the lead, see docs/configuration.md: `{{ person.firstName }}`. */
  readonly template: string
  /**
   * The far end's limit, in UTF-16 units unless `unit` says bytes of UTF-8. Longer values are cut, and a note tells it.
   */
  readonly maxLength?: number | undefined
  readonly unit?: 'characters' | 'bytes' | undefined
  /** A blank value makes the delivery `rejected`, unless `default` fills the field. */
  readonly required?: boolean | undefined
  /** Template that is used when the result of `template` is blank. */
  readonly default?: string | undefined
}

/** A field as the far end describes it. */
export interface FarField {
  readonly name: string
  readonly label?: string | undefined
  readonly maxLength?: number | undefined
  readonly required: boolean
  readonly writable: boolean
}

/** One quota: `API calls in 24 hours`. `limit` is absent if the far end does not tell it; `at` is when it told. */
export type Usage = Readonly<{ quota: string; used: number; limit?: number | undefined; at: Date }>

export interface Expiry {
  /** Name of the setting that expires. */
  readonly setting: string
  readonly at: Date
}

/**
 * An entry of the catalogue. `detail.problem` of a failure names its entry; otherwise the hub looks by `codes`, then by
 * `wording` and `patterns`, then by `statuses`. `HTTP_404` among the codes counts as a status.
 */
export interface Problem {
  /**
   * Stable, kebab-case, prefixed by the connector's type: `dynamics-invalid-client-secret`. A heading in problems.md.
   */
  readonly id: string
  /**
   * The failure class of an answer that matches. An entry without a class decides nothing: the class comes from the
   * network or the sign-in, or the entry is a symptom that only a person sees.
   */
  readonly class?: Exclude<FailureClass, 'internal'> | undefined
  /** Replaces `class` where a repeat doubles and the far end may have written the record. */
  readonly ifRepeatDoubles?: 'uncertain' | undefined
  /** `transient` only: seconds to wait where the far end names no time. */
  readonly retryIn?: number | undefined
  /** `transient` only: every lead would fail so, and the destination rests. */
  readonly everyLead?: true | undefined
  /** The destination's check passes meanwhile: only a lead, such as a test lead, shows whether it is over. */
  readonly onlyByLead?: true | undefined
  /** The vendor's own sentences as an operator has seen them; the first is shown. */
  readonly wording: readonly string[]
  /** Machine codes, in the form of `detail.code`. */
  readonly codes?: readonly string[] | undefined
  readonly statuses?: readonly number[] | undefined
  /** Wordings of other editions and languages, matched against `detail.excerpt` and by `leadyard explain`. */
  readonly patterns?: readonly RegExp[] | undefined
  readonly cause: string
  /** Steps in today's portals, one step per line. */
  readonly remedy: readonly string[]
  readonly link: string
}

/** The parameters that the hub hands to `open`. */
export interface Tools {
  /** The destination's id in config.yaml. */
  readonly destination: string
  /** The only HTTP client: with deadline, reply cap and keep-alive pool; it refuses redirects and private networks. */
  readonly http: Http
  /**
   * Resolves a host for a raw socket (SMTP). Refuses private networks as `http` does, and returns the address to use.
   */
  resolve(host: string): Promise<string>
  readonly log: Log
  now(): Date
  /** Small durable values of this destination, shared by all workers: quota counters, append positions. */
  readonly memory: Memory
}

/**
 * A value about one delivery names the delivery, so that the hub deletes it when the lead is erased. Either the
 * delivery's id ends the key (`append:<id>`), or the value is a JSON object with that `id`, or a list of such objects.
 * A blank value counts as absent.
 */
export interface Memory {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<void>
  /** Adds the amount and returns the new total; a missing value counts as 0. */
  add(key: string, amount: number): Promise<number>
}

/** Static text and fields; never lead data. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
