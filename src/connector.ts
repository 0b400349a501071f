/**
 * The contract between the hub and a destination's far end. A connector is a plain value: facts first, verbs last.
 * Everything it needs from outside is handed to `open`; it classifies failures and never decides whether to retry.
 * How to write one: connectors/README.md. Every connector passes test/connectors/conformance.ts. Outside this repository
 * both are `leadyard/connector` and `leadyard/testing`.
 */
import type { z } from 'zod'
import type { FailureClass } from './failure.ts'
import type { Lead } from './lead/lead.ts'
import type { Http } from './outside/http.ts'

export interface Connector<S extends z.ZodObject = z.ZodObject> {
  /** The word after `type:` in config.yaml; also the folder's name. */
  readonly type: string
  /** What an operator calls it: "Azure Table". */
  readonly label: string
  /** One sentence: what arrives where. */
  readonly summary: string
  /**
   * The settings of one destination, a `z.strictObject`. Every key carries `.meta({ title, help })`; a secret also
   * `.meta({ secret: true })`. Types, validation, forms, docs and masking come from here.
   */
  readonly settings: S
  /** Default mapping: far-end field name → template over the lead. Far-end fields that settings switch off stay out. */
  readonly fields: FieldMap
  /**
   * What a second delivery with the same id does at the far end. `harmless`: recognised or overwritten, so an uncertain
   * outcome is simply tried again. `doubles`: a person decides, unless `find` proves it is not there. A function where
   * it depends on the settings.
   */
  readonly repeat: Repeat | ((settings: z.output<S>) => Repeat)
  /** Tells people instead of keeping records: where do-not-contact leads may go when they are only announced. */
  readonly notifies?: boolean
  /** The catalogue of documented problems, in the vendor's words, with their remedies. */
  readonly problems: readonly Problem[]
  /** Pure and cheap: no I/O, no timer. Connections and tokens are made on first use and kept for the destination. */
  open(settings: z.output<S>, tools: Tools): Destination
}

export type Repeat = 'harmless' | 'doubles'

export interface Destination {
  /** One try. Resolves only with proof (status + envelope + record); throws DeliveryError; never retries. */
  deliver(delivery: Delivery): Promise<Receipt>
  /** Proves address, credentials and permissions without writing. Throws what `deliver` would throw. */
  check?(signal: AbortSignal): Promise<void>
  /** Looks for this delivery's record before an uncertain one is repeated. `undefined` only when it is surely absent. */
  find?(delivery: Delivery): Promise<Receipt | undefined>
  /**
   * What `deliver` would send for this lead, for the dry run. No I/O: what only the far end can tell (its columns, its
   * limits today) is left as `deliver` would have it without. Without a secret. Throws what `deliver` would throw before
   * anything is sent.
   */
  preview?(delivery: Delivery): Preview
  /**
   * Updates the record that an earlier lead of the same person made, instead of making another one; the receipt's
   * outcome is `updated`. Throws as `deliver` does. `undefined` only when that record is surely gone: then the lead is
   * delivered.
   * @param delivery its fields without what is withheld and what only stands in for a blank, required ones too.
   * @param reference of the earlier lead's receipt.
   */
  merge?(delivery: Delivery, reference: string): Promise<Receipt | undefined>
  /**
   * Deletes the record of a delivery because its person asked for it. Throws as `deliver` does.
   * @returns `false` when it was there no more.
   */
  erase?(record: KeptRecord): Promise<boolean>
  /** What the far end accepts now. */
  describe?(signal: AbortSignal): Promise<readonly FarField[]>
  /** Secrets that tell their end (SAS, Entra secret with a known expiry). */
  expiries?(): readonly Expiry[]
  close?(): Promise<void>
}

/** One lead on its way to one destination, mapped and ready. */
export interface Delivery {
  /** UUIDv7. The idempotency key: the same on every try, restart and replay. */
  readonly id: string
  /** UUIDv7 of the lead: the key of the far end's record (RowKey, blob name, external id). */
  readonly leadId: string
  readonly lead: Lead
  /** The mapped far-end fields: cleaned, defaulted, cut to `maxLength`. Blank optional fields are left out. */
  readonly fields: Readonly<Record<string, string>>
  /** 1 on the first try. */
  readonly attempt: number
  /** When the first try of this delivery began: what `find` looks back to. */
  readonly firstAttemptAt: Date
  /** An earlier try may have been applied. */
  readonly mayBeThere: boolean
  readonly receivedAt: Date
  /** Aborts at the deadline and at shutdown. Pass it to every request. */
  readonly signal: AbortSignal
}

/** Proof of delivery. */
export interface Receipt {
  /** `accepted` = taken, nothing more confirmed (a form post, a flow's 202, a mail handed over). */
  readonly outcome: 'created' | 'updated' | 'already-there' | 'accepted'
  /** The far end's own id of the record: searchable by the operator. */
  readonly reference?: string | undefined
  /** Where a person can look at the record. */
  readonly link?: string | undefined
  /** The status the far end answered with. */
  readonly status?: number | undefined
  /** Things the operator should know. No lead data. */
  readonly notes?: readonly Note[] | undefined
}

/** A value that was cut to the far end's limit, or a sentence. */
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
  /** `POST`, `PUT`; of a mail `MAIL`. */
  readonly method: string
  /** Host and path, or the recipients of a mail: no query, no key, no signature. */
  readonly to: string
  /** Those that say something about the lead or the record; none that proves who we are. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** JSON as a value, anything else as the text that would be sent. */
  readonly body: unknown
  /** What would be cut or left out, as the receipt would tell it. */
  readonly notes?: readonly Note[] | undefined
}

/** What a delivery left at the far end. */
export interface KeptRecord {
  /** The delivery's id. */
  readonly id: string
  readonly leadId: string
  readonly receivedAt: Date
  /** The receipt's. */
  readonly reference: string
  /** Aborts at the deadline and at shutdown. */
  readonly signal: AbortSignal
}

export type FieldMap = Readonly<Record<string, Field>>

export interface Field {
  /** LiquidJS over the lead, see docs/configuration.md: `{{ person.firstName }}`. */
  readonly template: string
  /** The far end's limit, in UTF-16 units unless `unit` says bytes of UTF-8. Longer values are cut, and the cut noted. */
  readonly maxLength?: number | undefined
  readonly unit?: 'characters' | 'bytes' | undefined
  /** A blank value makes the delivery `rejected` unless `default` fills it. */
  readonly required?: boolean | undefined
  /** Template used when `template` comes out blank. */
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

export interface Expiry {
  /** The setting it concerns. */
  readonly setting: string
  readonly at: Date
}

/**
 * An entry of the catalogue. Found for a failure by the connector's own word (`detail.problem`), else by `codes`, else
 * by `wording` and `patterns`, else by `statuses`. `HTTP_404` among the codes counts as a status.
 */
export interface Problem {
  /** Stable, kebab-case, prefixed by the connector's type: `dynamics-invalid-client-secret`. A heading in problems.md. */
  readonly id: string
  /**
   * What an answer with these signs means. An entry without a class decides nothing: the class comes from the network or
   * the sign-in, or the entry is a symptom that only a person sees.
   */
  readonly class?: Exclude<FailureClass, 'internal'> | undefined
  /** The class instead, where a repeat doubles and the far end may have done its work: `uncertain`. */
  readonly ifRepeatDoubles?: 'uncertain' | undefined
  /** `transient` only: seconds to wait where the far end names no moment. */
  readonly retryIn?: number | undefined
  /** `transient` only: every lead would meet the same, so the destination rests. */
  readonly everyLead?: true | undefined
  /** The vendor's own sentence(s), as an operator has seen them; the first is shown. */
  readonly wording: readonly string[]
  /** Machine codes as they stand in `detail.code`. */
  readonly codes?: readonly string[] | undefined
  readonly statuses?: readonly number[] | undefined
  /** Further wordings: other editions, other languages. Tested against `detail.excerpt`, and by `leadyard explain`. */
  readonly patterns?: readonly RegExp[] | undefined
  readonly cause: string
  /** Steps in today's portals, one a line. */
  readonly remedy: readonly string[]
  readonly link: string
}

/** What the hub hands to `open`. */
export interface Tools {
  /** The destination's id in config.yaml. */
  readonly destination: string
  /** The only way out over HTTP: deadline, reply cap, no redirects, private networks refused, keep-alive pool. */
  readonly http: Http
  /** Guards a raw socket (SMTP) the same way `http` is guarded: resolves, refuses private networks, returns the address to use. */
  resolve(host: string): Promise<string>
  readonly log: Log
  now(): Date
  /** Small durable facts of this destination, shared by all workers: quota counters, append positions. */
  readonly memory: Memory
}

/**
 * What is kept of one delivery names it, and is forgotten when its lead is erased: the delivery's id ends the key
 * (`append:<id>`), or is the `id` of the JSON object that is kept, alone or in a list of such. Blank is absent.
 */
export interface Memory {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<void>
  /** Adds and returns the new total; starts at 0. */
  add(key: string, amount: number): Promise<number>
}

/** Static text and fields; never lead data. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
