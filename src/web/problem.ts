import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Response } from 'express'

/** RFC 9457. Every 4xx and 5xx body of the hub is one. */
export interface ProblemDetails {
  status: number
  title: string
  /** What happened to this request and what to do. Never lead data. */
  detail: string
  [extension: string]: unknown
}

export function sendProblem(response: Response, { status, title, detail, ...more }: ProblemDetails): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }))
}

/** Express's own errors (a body too large, a broken encoding) and ours that nobody expected. */
export function problemHandler(onUnexpected: (error: unknown) => void): ErrorRequestHandler {
  return (error: { status?: number; type?: string }, _request, response, next) => {
    if (response.headersSent) return next(error)
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
    onUnexpected(error)
    const detail = 'The hub failed on this request; its log says why. Send it again later.'
    sendProblem(response, { status: 500, title: 'Internal Server Error', detail })
  }
}

export function notFound(response: Response): void {
  sendProblem(response, {
    status: 404,
    title: 'Not Found',
    detail: 'Nothing is at this address. See GET /api/openapi.json.',
  })
}
