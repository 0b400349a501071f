/**
 * One operation of the management API, as a plain value: what it takes and answers (zod), who may, and what it does.
 * Requests are checked by it, the OpenAPI description is made from it, and nothing about an operation stands elsewhere.
 */
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import type { DeliveryContext } from '../delivery/context.ts'

export type Role = 'viewer' | 'operator'

/** What operations work with. */
export interface ApiContext {
  delivery: DeliveryContext
  config(): Config
  /** What is wrong with the configuration file as it stands; empty when the one in force is the file's. */
  complaints(): readonly string[]
  /** Aborts when the hub stops: an answer that may take minutes ends. */
  closing: AbortSignal
}

interface Asked<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  /** A token's name, or `local`. */
  actor: string
}

/** An answer of any length, made while it is sent. */
export interface Streamed {
  contentType: string
  /** What a browser saves it as. */
  filename: string
  chunks: AsyncIterable<string>
}

/** The `answer` of an operation that streams. */
export const streamed = z.custom<Streamed>()

/** No keys at all. */
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
  /** One line for the description. */
  summary: string
  role: Role
  params?: Params
  /** Values are read as the schema's own types; a list may be given comma-separated or key by key. */
  query?: Query
  body?: Body
  /** Keys of the body whose texts may hold what PostgreSQL cannot; the others are refused for it. */
  anyText?: readonly string[]
  answer: Answer
  /** With `answer: streamed`: its media types, each with the shape of a line where it has one. */
  streams?: Readonly<Record<string, z.ZodType | undefined>>
  /** Bytes a body may have. @default 64 KiB */
  largest?: number
  /** What a request may be refused for, beside 400, 401, 403 and 404. */
  refusals?: Readonly<Record<number, string>>
  /** 202 where the work goes on after the answer. @default 200 */
  status?: 200 | 202
  /** An answer that leaves nothing to be done, and is 200 after all. */
  isDone?(answer: z.input<Answer>): boolean
  handle(
    asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>,
    api: ApiContext,
  ): Promise<z.input<Answer>> | z.input<Answer>
}

/** Lets the types of an operation follow from its schemas. */
export function endpoint<
  Answer extends z.ZodType,
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodObject = Nothing,
>(one: Endpoint<Params, Query, Body, Answer>): Endpoint {
  return one as unknown as Endpoint
}
