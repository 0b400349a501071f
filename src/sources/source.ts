/**
 * The contract between the hub and one kind of source. A source is a plain value: facts first, verbs last. It says how
 * its leads come in and how they are read. Storing, counting, answering and the turns of polling are the hub's.
 * How to add one: ./README.md. Every source passes test/sources/conformance.test.ts.
 */
import type { z } from 'zod'
import type { FailureDetail } from '../failure.ts'
import type { Http } from '../outside/http.ts'
import type { Read, Unreadable } from '../reading/read.ts'

export interface Source<S extends z.ZodObject = z.ZodObject> {
  /** The word after `type:` in config.yaml; also the folder's name. */
  readonly type: string
  /**
   * The settings of one source, a `z.strictObject` with `type: z.literal(…)` and `retention` (./retention.ts). Every key
   * carries `.meta({ help })`; a secret also `.meta({ secret: true })`. Validation, docs and masking come from here.
   */
  readonly settings: S
  /** The Content-Type of its bodies where no sender names one: in a dry run, for a fetched row. */
  readonly contentType: string
  /** A source that works, and one lead for it: what conformance tries. */
  readonly example: Example
  /** How one body is read. Made once for each source of a configuration; also reads stored bodies again. */
  read(settings: z.output<S>): Read
  /** For a source that leads are posted to: `POST /ingest/<id>`. Without it that URL is answered as if it were not there. */
  receive?(settings: z.output<S>): PostRules
  /** For a source that the hub fetches from. Pure and cheap: no I/O before `page` is called. */
  poll?(settings: z.output<S>, tools: PollTools): Poll
}

interface Example {
  /** As in config.yaml, without `type`. Secrets are made up and stand here as they are. */
  readonly settings: Readonly<Record<string, unknown>>
  /** One lead, as it is posted or fetched, in UTF-8. */
  readonly body: string
  /** The lead's address, as it stands in `body`. */
  readonly email: string
  /** Whether the names in a body count in any casing. */
  readonly anyCasing: boolean
  /** What the sender of this body sends with it, where posts are signed. */
  headers?(body: Buffer): Readonly<Record<string, string>>
}

/** Who may post to a source, what, and how posts are answered. */
export interface PostRules {
  /** What a sender must present. `undefined`: anyone may post. */
  readonly key?: string | undefined
  /** Pages that may post, by their origin. @default any */
  readonly origins?: readonly string[] | undefined
  /** How often one address may post. `per` in milliseconds. @default as often as it likes */
  readonly limit?: { readonly max: number; readonly per: number } | undefined
  /** Whether a body of this Content-Type is taken. */
  takes(contentType: string | undefined): boolean
  /** Told to a sender whose Content-Type is not taken: what to send instead. */
  readonly wants: string
  /**
   * For senders that sign their posts: whether the signature in the headers is that of this body, which is nothing but
   * bytes yet. What is not signed is answered as a wrong key is, and not kept. Compare with `timingSafeEqual`.
   */
  signed?(raw: Buffer, header: (name: string) => string | undefined): boolean
  /** For a source of which one body carries several leads: each as a body of its own. */
  split?(raw: Buffer): { parts: readonly Buffer[] } | { unreadable: Unreadable }
  /**
   * For a source that people post to with a browser: the address to send the browser to. `undefined`: a page that says
   * thank you. A program gets JSON all the same.
   */
  returnTo?(raw: Buffer): string | undefined
}

/** What the hub hands to `poll`. */
export interface PollTools {
  /** Closed by the hub when the source is no longer read. `maxReply` in bytes. */
  openHttp(options: { allowNetworks: readonly string[]; maxReply: number }): Http
  now(): Date
}

/** One place that rows are fetched from, page by page. The hub takes each row once, for good, by its key. */
export interface Poll {
  /** What is read, in words that hold no secret. When it changes, reading starts from the beginning. */
  readonly place: string
  /** Milliseconds between the end of one scan and the next. */
  readonly every: number
  /** Milliseconds that each scan goes back behind the newest row of the scan before. */
  readonly overlap: number
  /** Rows written before are left alone. @default none are */
  readonly from?: Date | undefined
  /** One request. Throws whatever it likes; `failure` says what it means. */
  page(wanted: PageWanted): Promise<Page>
  /** What a failed `page` means. Never throws: what it does not know is `internal`. */
  failure(reason: unknown, now: Date): ReadFailure
}

interface PageWanted {
  /** Rows written or changed from this moment on. `undefined`: all. */
  readonly since: Date | undefined
  /** `next` of the page before; blank for the first. */
  readonly after: string
  /** Rows at most. */
  readonly most: number
  readonly signal: AbortSignal
}

export interface Page {
  /** In any order. */
  readonly rows: readonly Row[]
  /** Where the next page starts; blank on the last one. */
  readonly next: string
  /** The far end's clock when it answered. `undefined`: the hub's is taken. */
  readonly at: Date | undefined
}

export interface Row {
  /** The parts that name the row among all rows of the source. A row with a known key is no new lead. */
  readonly key: readonly string[]
  /** When it was written or last changed, by the far end's clock. */
  readonly writtenAt: Date
  /** As `read` takes it, and as it is stored. */
  readonly body: Buffer
}

/** Nothing was sent, so nothing is ever uncertain or rejected. */
export interface ReadFailure {
  readonly class: 'transient' | 'configuration' | 'internal'
  /** Without lead data, secret or whole URL. */
  readonly detail: FailureDetail
  /** Type of the connector whose catalogue of problems may know it: the same service says the same to both. */
  readonly catalogue?: string | undefined
}
