/** The refusals of an operation in the OpenAPI description. */
import { STATUS_CODES } from 'node:http'
import type { Endpoint } from '../endpoint.ts'
import { kindOf } from '../precondition.ts'
import type { Json } from './example.ts'
import { refTo } from './schemas.ts'

const always: Readonly<Record<number, string>> = {
  400: 'Something is wrong with the request; each thing is named',
  401: 'No token, or an unknown one',
  403: 'The token may not',
  405: 'The path does not take this method; `Allow` lists those that it takes',
  429: 'Too many wrong tokens came from this address: try again after `Retry-After` seconds',
  500: 'The hub failed; its log says why',
  503: 'The ledger cannot be reached: ask again after `Retry-After` seconds',
}

const ofThings: Readonly<Record<number, string>> = { 404: 'There is no such thing' }

const ofActs: Readonly<Record<number, string>> = {
  412: 'It changed since the ETag in `If-Match`; `acts` tells who did what',
}

const ofBodies: Readonly<Record<number, string>> = {
  413: 'The body is too large',
  415: 'The body is not `application/json`',
}

export function refusalsOf(one: Endpoint): Json {
  const { params, body, refusals } = one
  const words = {
    ...always,
    ...(params ? ofThings : {}),
    ...(kindOf(one) ? ofActs : {}),
    ...(body ? ofBodies : {}),
    ...refusals,
  }
  return Object.fromEntries(Object.entries(words).map(([status, word]) => [status, refusal(Number(status), word)]))
}

function refusal(status: number, description: string): Json {
  const example = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Refused', status, detail: `${description}.` }
  const header = headers[status]
  return {
    description,
    ...(header ? { headers: { [header[0]]: { description: header[1], schema: { type: 'string' } } } } : {}),
    content: { 'application/problem+json': { schema: refTo('ProblemDetails'), example } },
  }
}

const headers: Readonly<Record<number, readonly [string, string]>> = {
  401: ['WWW-Authenticate', 'How to identify yourself'],
  405: ['Allow', 'The methods of the path'],
  429: ['Retry-After', 'Seconds'],
  503: ['Retry-After', 'Seconds'],
}
