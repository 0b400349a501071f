/**
 * One operation of the management API, as a plain value: the schemas of its request and answer (zod), its role and its
 * function. Requests are checked against it, and the OpenAPI description is made from it.
 */
import { z } from 'zod'
import type { Access } from '../access/access.ts'
import type { Caller, Role } from '../access/caller.ts'
import type { Visit } from '../access/visit.ts'
import type { Config } from '../config/config.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import type { Db } from '../ledger/db.ts'
import type { ChangeFeed } from './change-feed.ts'
import type { Live } from './live.ts'

export type { Role } from '../access/caller.ts'

/** The parts of the hub that operations use. */
export interface ApiContext {
  delivery: DeliveryContext
  config(): Config
  /** The problems of the present configuration file; empty when the file is in force. */
  complaints(): readonly string[]
  access: Access
  /** Aborts when the hub stops, and ends answers that may take minutes. */
  closing: AbortSignal
  /** Tells what changes in the ledger, to `GET /changes`. */
  changes: ChangeFeed
}

interface EndpointRequest<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  /** The name of the token or the person, or `local`. */
  actor: string
  /** The caller's role. A viewer sees no personal data. */
  role: Role
  caller: Caller
  visit: Visit
  /**
   * Checks the request's `If-Match` under the lock of the row that the path names, so an act calls it first in its
   * transaction. Without `If-Match` it does nothing.
   * @throws Refusal 412 that tells who did what meanwhile
   */
  unchanged(tx: Db): Promise<void>
}

/** An answer of any length, which is made while it is sent. */
export interface Streamed {
  contentType: string
  /** The file name under which a browser saves the answer. */
  filename: string
  chunks: AsyncIterable<string>
}

/** The `answer` schema of an operation that streams. */
export const streamed = z.custom<Streamed>()

/** The `answer` schema of an operation whose answer goes on. */
export const live = z.custom<Live>()

/** A schema without keys. */
export type Nothing = z.ZodObject<Record<never, never>, z.core.$strict>

export interface Endpoint<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'delete'
  /** `/deliveries/{id}/replays` */
  path: `/${string}`
  /** One line for the OpenAPI description. */
  summary: string
  /** `anyone`: also without a token or a session; then the request has no actor, and the role of a viewer. */
  role: Role | 'anyone'
  params?: Params
  /** Values are converted to the schema's types; a list is separated by commas, or repeats its key. */
  query?: Query
  body?: Body
  /** Keys of the body whose texts may hold characters that PostgreSQL cannot store; other keys refuse them. */
  anyText?: readonly string[]
  answer: Answer
  /** With `answer: streamed` or `live`: the media types, each with the schema of a line if there is one. */
  streams?: Readonly<Record<string, z.ZodType | undefined>>
  /** The answer as a page, for `Accept: text/html`. It needs no script and asks nothing of others. */
  html?(answer: z.output<Answer>): string
  /** Largest body in bytes. @default 64 KiB */
  largest?: number
  /** The reasons for refusals by status, besides 400, 401, 403 and 404. */
  refusals?: Readonly<Record<number, string>>
  /** 202 if the work continues after the answer. @default 200 */
  status?: 200 | 202
  /** Whether this answer leaves no work, so that its status is 200 instead of 202. */
  isDone?(answer: z.input<Answer>): boolean
  handle(
    request: EndpointRequest<z.output<Params>, z.output<Query>, z.output<Body>>,
    api: ApiContext,
  ): Promise<z.input<Answer>> | z.input<Answer>
}

/** The types of an operation, for its callers. There is no such value. */
interface Types<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodObject, Answer> {
  params: z.input<Params>
  query: z.input<Query>
  body: z.input<Body>
  answer: Answer
}

/** Infers the types of an operation from its schemas, and keeps them for the client. */
export function endpoint<
  const Method extends Endpoint['method'],
  const Path extends Endpoint['path'],
  Answer extends z.ZodType,
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodObject = Nothing,
>(one: Endpoint<Params, Query, Body, Answer> & { method: Method; path: Path }) {
  return one as unknown as Endpoint & {
    method: Method
    path: Path
    types?: Types<Params, Query, Body, z.output<Answer>>
  }
}
