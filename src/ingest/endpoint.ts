/** `POST /ingest/<source>`: checks the sender, the Content-Type and the signature. */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express'
import type { Config } from '../config/config.ts'
import { sameKey } from '../web/key.ts'
import { hungUp, sendProblem } from '../web/problem.ts'
import type { Intake } from './intake.ts'
import { openIntakes } from './intakes.ts'
import { presentedKey } from './key.ts'
import { limitByAddress } from './limit.ts'
import { bodyOf, receive } from './receive.ts'
import type { Ledger } from './store.ts'

export interface IngestPort extends Ledger {
  config(): Config
  /** Called for every post to a source that was refused before a lead was stored. @param status of the answer */
  onRefused(source: string, status: number): void
}

const largest = 256 * 1024

/** Limit for one address, over all sources. */
const wrongKeys = { max: 30, per: 60_000 }

export function ingestEndpoint(port: IngestPort): Router {
  const intakes = openIntakes((response, answer, problem) => {
    const source = String(response.locals['source'])
    port.count(source, answer)
    port.onRefused(source, problem.status)
    sendProblem(response, problem)
  })
  // Invented names are not counted.
  const refusedAt = (request: Request, status: number) => {
    const id = String(request.params['source'])
    if (intakes(port.config()).has(id)) port.onRefused(id, status)
  }
  // Only requests with a wrong key count: behind a proxy all senders may share one address, and a stranger's guesses
  // must not lock out senders with the right key.
  const slow = limitByAddress(wrongKeys, 'wrong keys', (response, answer, problem) => {
    port.count('-', answer)
    refusedAt(response.req, problem.status)
    sendProblem(response, problem)
  })
  const unauthorized =
    (detail: string): RequestHandler =>
    (request, response, next) =>
      slow.step(request, response, (error?: unknown) => {
        if (error) return next(error)
        // Without the right key the requested name is not counted, because invented names would fill the metrics.
        port.count(String(response.locals['source'] ?? '-'), 'unauthorized')
        refusedAt(request, 401)
        response.set('www-authenticate', 'Bearer')
        sendProblem(response, { status: 401, title: 'Unauthorized', detail })
      })
  const router = Router()
  router.post(
    '/ingest/:source',
    (request, response, next) => {
      const id = String(request.params['source'])
      const intake = authorized(intakes(port.config()).get(id), request)
      if (!intake) return unauthorized(unknown)(request, response, next)
      response.locals['source'] = id
      response.locals['intake'] = intake
      const guarded = (error?: unknown) => {
        if (error || intake.takes(request.get('content-type'))) return next(error)
        port.count(id, 'unsupported')
        port.onRefused(id, 415)
        sendProblem(response, { status: 415, title: 'Unsupported Media Type', detail: intake.wants })
      }
      if (intake.guard) intake.guard(request, response, guarded)
      else guarded()
    },
    express.raw({ type: () => true, limit: largest }),
    (request, response, next) => {
      const intake = response.locals['intake'] as Intake
      if (intake.signed && !intake.signed(bodyOf(request), (name) => request.get(name))) {
        return unauthorized(unsigned)(request, response, next)
      }
      return receive(port, intake, request, response)
    },
  )
  // A browser sends no key with a preflight request. A source without `origins` answers as if it did not exist.
  router.options('/ingest/:source', (request, response, next) => {
    const { preflight } = intakes(port.config()).get(String(request.params['source'])) ?? {}
    if (preflight) preflight(request, response, next)
    else next()
  })
  router.use('/ingest', ((error: { type?: string; status?: number }, request, response, next) => {
    const source = response.locals['source']
    const tooLarge = error.type === 'entity.too.large'
    if (source) port.count(String(source), hungUp(request) ? 'aborted' : tooLarge ? 'too-large' : 'malformed')
    if (source && !hungUp(request) && isRefusal(error.status)) port.onRefused(String(source), error.status)
    next(error)
  }) satisfies ErrorRequestHandler)
  return router
}

const unknown = 'There is no such source, or the key is not its key. Take the ingest URL from the hub again.'

const unsigned = 'The signature is missing, or is not that of this body under the key of this source. Nothing was kept.'

function isRefusal(status: number | undefined): status is number {
  return status !== undefined && status >= 400 && status < 500
}

/** The source if the key is right or not needed. An unknown source takes the same time and gets the same answer. */
function authorized(intake: Intake | undefined, request: Request): Intake | undefined {
  const right = sameKey(presentedKey(request), intake?.key ?? '')
  return right || intake?.key === undefined ? intake : undefined
}
