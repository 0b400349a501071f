import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Request, Response } from 'express'

/** RFC 9457. Every 4xx and 5xx body of the hub has this form. */
export interface ProblemDetails {
  status: number
  title: string
  /** Tells what happened to this request and what to do. Never holds lead data. */
  detail: string
  [extension: string]: unknown
}

/** Seconds after which a client may repeat a request that got 503. */
const retryAfter = '30'

export function sendProblem(response: Response, { status, title, detail, ...more }: ProblemDetails): void {
  if (status === 503) response.set('retry-after', retryAfter)
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }))
}

export interface Failures {
  /** Whether the ledger cannot be reached, so that neither the request nor the hub is wrong. */
  isOutage(error: unknown): boolean
  onOutage(error: unknown): void
  onUnexpected(error: unknown): void
}

/** The client closed the connection before its request was whole. */
export function hungUp(request: Request): boolean {
  return request.destroyed && !request.complete
}

/** Answers an unreachable ledger, Express's own errors (a body too large, a broken encoding) and unexpected errors. */
export function problemHandler({ isOutage, onOutage, onUnexpected }: Failures): ErrorRequestHandler {
  return (error: { status?: number; type?: string }, request, response, _next) => {
    // Express itself would print the error, in which a library may quote a lead.
    if (response.headersSent) return void response.destroy()
    // The client is gone. Its error has the same code as a lost connection to the ledger.
    if (hungUp(request)) return
    if (error.type === 'entity.too.large') {
      return sendProblem(response, {
        status: 413,
        title: 'Content Too Large',
        detail: 'A lead may have 256 KiB; this body has more. Nothing was kept.',
      })
    }
    if (error.status && error.status >= 400 && error.status < 500) {
      const detail = 'The request could not be read. Check its encoding and length, then send it again.'
      return sendProblem(response, { status: error.status, title: STATUS_CODES[error.status] ?? 'Bad Request', detail })
    }
    if (isOutage(error)) {
      onOutage(error)
      return sendProblem(response, { status: 503, title: 'Service Unavailable', detail: outageDetail(request.method) })
    }
    onUnexpected(error)
    const detail = 'The hub failed on this request; its log says why. Send it again later.'
    sendProblem(response, { status: 500, title: 'Internal Server Error', detail })
  }
}

function outageDetail(method: string): string {
  const what =
    'The ledger (PostgreSQL) cannot be reached. Start it, or fix the connection to it; GET /health/ready tells when it is back.'
  if (method === 'GET' || method === 'HEAD') return `${what} Then ask again.`
  return `${what} What was asked for may have been done: look, then ask again.`
}

export function notFound(response: Response): void {
  sendProblem(response, {
    status: 404,
    title: 'Not Found',
    detail: 'Nothing is at this address. See GET /api/openapi.json.',
  })
}
