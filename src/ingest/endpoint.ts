/** `POST /ingest/<source>`: 202 means on disk. */
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { v7 as uuid } from 'uuid'
import type { Config } from '../config/config.ts'
import { timeOf } from '../lead/id.ts'
import type { Arrived, Stored } from '../ledger/arrivals.ts'
import { sameKey } from '../web/key.ts'
import { sendProblem } from '../web/problem.ts'
import { accept, type Posted } from './accept.ts'
import { presentedKey } from './key.ts'

export interface IngestPort {
  config(): Config
  /** Resolves once the arrival is committed. @throws when the ledger cannot be reached */
  store(arrived: Arrived): Promise<Stored>
  /** Told of every answer. */
  count(source: string, answer: string): void
}

const largest = 256 * 1024

export function ingestEndpoint(port: IngestPort): Router {
  const router = Router()
  router.post(
    '/ingest/:source',
    (request, response, next) => {
      const source = admitted(port.config(), request)
      if (!source) return refuse(port, response)
      response.locals['source'] = source
      if (!isJson(request.get('content-type'))) return refuseType(port, source, response)
      next()
    },
    express.raw({ type: () => true, limit: largest }),
    (request, response) => receive(port, request, response),
  )
  router.use('/ingest', ((error: { type?: string }, _request, response, next) => {
    const source = response.locals['source']
    if (source) port.count(String(source), error.type === 'entity.too.large' ? 'too-large' : 'malformed')
    next(error)
  }) satisfies ErrorRequestHandler)
  return router
}

/** The source's id, when the key is right. An unknown source takes the same time and gets the same answer. */
function admitted(config: Config, request: Request): string | undefined {
  const id = String(request.params['source'])
  const source = config.sources.get(id)
  const right = sameKey(presentedKey(request), source?.key ?? '')
  return source && right ? id : undefined
}

async function receive(port: IngestPort, request: Request, response: Response): Promise<void> {
  const source = String(response.locals['source'])
  const { arrived, unreadable } = accept(postedBy(request, source, port.config().version))
  let stored: Stored
  try {
    stored = await port.store(arrived)
  } catch {
    port.count(source, 'unavailable')
    response.set('retry-after', '30')
    const detail = 'The ledger cannot be reached, so the lead was not kept. Send it again.'
    return sendProblem(response, { status: 503, title: 'Service Unavailable', detail })
  }
  if (unreadable) {
    port.count(source, 'unreadable')
    const title = unreadable.status === 400 ? 'Not JSON' : 'No lead in it'
    const detail = `${unreadable.detail} The body was kept for the operator as lead ${stored.id}.`
    return sendProblem(response, { status: unreadable.status, title, detail, lead: stored.id })
  }
  port.count(source, stored.duplicateOf ? 'repeat' : 'received')
  const repeat = stored.duplicateOf ? { duplicateOf: stored.duplicateOf } : {}
  response.status(202).json({ id: stored.id, state: 'received', ...repeat })
}

function postedBy(request: Request, source: string, configVersion: string): Posted {
  const { offer } = request.query
  const id = uuid()
  return {
    id,
    receivedAt: timeOf(id),
    source,
    raw: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    contentType: request.get('content-type') ?? '',
    offer: typeof offer === 'string' && offer ? offer : undefined,
    senderKey: request.get('idempotency-key') || request.get('webhook-id'),
    configVersion,
  }
}

/** No type at all and plain text are taken: what the marketplace sends as Content-Type is documented nowhere. */
function isJson(type: string | undefined): boolean {
  return !type || /^(application\/([\w.+-]+\+)?json|text\/(plain|json))\s*(;|$)/i.test(type)
}

function refuse(port: IngestPort, response: Response): void {
  // Not by the name asked for: names that anyone may invent would fill the metrics.
  port.count('-', 'unauthorized')
  response.set('www-authenticate', 'Bearer')
  const detail = 'There is no such source, or the key is not its key. Take the ingest URL from the hub again.'
  sendProblem(response, { status: 401, title: 'Unauthorized', detail })
}

function refuseType(port: IngestPort, source: string, response: Response): void {
  port.count(source, 'unsupported')
  const detail = 'This source takes JSON. Send Content-Type: application/json. Nothing was kept.'
  sendProblem(response, { status: 415, title: 'Unsupported Media Type', detail })
}
