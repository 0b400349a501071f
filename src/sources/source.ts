/**
 * The contract between the hub and one kind of source. A source is a plain value: first its facts, then its functions.
 * It tells how its leads come in and how they are read. The hub stores, counts, answers and schedules the polling.
 * ./README.md tells how to add a source. Every source passes test/sources/conformance.test.ts.
 */
import type { z } from 'zod'
import type { FailureDetail } from '../failure.ts'
import type { Http } from '../outside/http.ts'
import type { Read, Unreadable } from '../reading/read.ts'

export interface Source<S extends z.ZodObject = z.ZodObject> {
  /** The value of `type:` in config.yaml; also the folder's name. */
  readonly type: string
  /**
   * The settings of one source, a `z.strictObject` with `type: z.literal(…)` and `retention` (./retention.ts). Every
   * key has `.meta({ help })`; a secret also has `.meta({ secret: true })`. Validation, docs and masking use this
   * schema.
   */
  readonly settings: S
  /** The Content-Type of bodies without a sender's Content-Type: in a dry run, or for a fetched row. */
  readonly contentType: string
  /** A working source and one lead for it, which the conformance tests use. */
  readonly example: Example
  /** Makes the reader of bodies, once for each source of a configuration. The reader also reads stored bodies again. */
  read(settings: z.output<S>): Read
  /** For a source to which leads are posted: `POST /ingest/<id>`. Without `receive` this URL does not exist. */
  receive?(settings: z.output<S>): PostRules
  /** A post of one test lead, as its senders post leads. Each differs from those before it. */
  testPost?(now: Date): TestPost
  /** For a source from which the hub fetches leads. Pure and cheap: no I/O before `page` is called. */
  poll?(settings: z.output<S>, tools: PollTools): Poll
}

export interface TestPost {
  contentType: string
  body: string
}

interface Example {
  /** The settings of config.yaml without `type`. Made-up secrets stand here in plain text. */
  readonly settings: Readonly<Record<string, unknown>>
  /** The body of one lead as it is posted or fetched, in UTF-8. */
  readonly body: string
  /** The lead's e-mail address in `body`. */
  readonly email: string
  /** Whether the names in a body match in any casing. */
  readonly anyCasing: boolean
  /** The headers of the sender, where posts are signed. */
  headers?(body: Buffer): Readonly<Record<string, string>>
}

/** The rules for posts to a source, and for their answers. */
export interface PostRules {
  /** The key that a sender must present. `undefined`: any sender may post. */
  readonly key?: string | undefined
  /** The origins of the pages that may post. @default any origin */
  readonly origins?: readonly string[] | undefined
  /** Limit of posts from one address. `per` is in milliseconds. @default no limit */
  readonly limit?: { readonly max: number; readonly per: number } | undefined
  /** Whether a body of this Content-Type is accepted. */
  takes(contentType: string | undefined): boolean
  /** The answer to a sender whose Content-Type is not accepted; it tells what to send instead. */
  readonly wants: string
  /**
   * For senders that sign their posts: whether the signature in the headers belongs to the bytes of this body. A post
   * without a valid signature gets the answer of a wrong key, and is not stored. Compare with `timingSafeEqual`.
   */
  signed?(raw: Buffer, header: (name: string) => string | undefined): boolean
  /** For a source whose body holds several leads: returns a body for each lead. */
  split?(raw: Buffer): { parts: readonly Buffer[] } | { unreadable: Unreadable }
  /**
   * For a source to which people post with a browser: the address to which the browser is sent. `undefined`: the
   * browser gets a page that says thank you. A program always gets JSON.
   */
  returnTo?(raw: Buffer): string | undefined
}

/** The parameters that the hub hands to `poll`. */
export interface PollTools {
  /** Opens an HTTP client, which the hub closes when the source is no longer read. `maxReply` is in bytes. */
  openHttp(options: { allowNetworks: readonly string[]; maxReply: number }): Http
  now(): Date
}

/** A place from which rows are fetched page by page. The hub takes each row only once, by its key. */
export interface Poll {
  /** Names the place, without secrets. When it changes, reading starts from the beginning. */
  readonly place: string
  /** Milliseconds between the end of one scan and the next. */
  readonly every: number
  /** Milliseconds by which a scan starts before the newest row of the previous scan. */
  readonly overlap: number
  /** Rows that were written before this time are not read. @default all rows are read */
  readonly from?: Date | undefined
  /** Makes one request. It may throw any error; `failure` classifies it. */
  page(wanted: PageWanted): Promise<Page>
  /** Classifies an error of `page`. Never throws: an unknown error is `internal`. */
  failure(reason: unknown, now: Date): ReadFailure
}

interface PageWanted {
  /** Reads rows that were written or changed from this time on. `undefined`: all rows. */
  readonly since: Date | undefined
  /** `next` of the previous page; blank for the first page. */
  readonly after: string
  /** Largest number of rows. */
  readonly most: number
  readonly signal: AbortSignal
}

export interface Page {
  /** In any order. */
  readonly rows: readonly Row[]
  /** The start of the next page; blank on the last page. */
  readonly next: string
  /** The time of the answer by the far end's clock. `undefined`: the hub's clock is used. */
  readonly at: Date | undefined
}

export interface Row {
  /** The parts of the row's unique key in the source. A row with a known key is not a new lead. */
  readonly key: readonly string[]
  /** When the row was written or last changed, by the far end's clock. */
  readonly writtenAt: Date
  /** The body for `read`, which is also stored. */
  readonly body: Buffer
}

/** A reading sends no lead, so it is never uncertain or rejected. */
export interface ReadFailure {
  readonly class: 'transient' | 'configuration' | 'internal'
  /** Holds no lead data, no secret and no full URL. */
  readonly detail: FailureDetail
  /** Type of a connector to the same service, whose catalogue may have an entry for the failure. */
  readonly catalogue?: string | undefined
}
