/** What stands before a form that anyone may post: pages that may, and how often one address may. */
import cors from 'cors'
import type { Request, RequestHandler, Response } from 'express'
import { MemoryStore, rateLimit } from 'express-rate-limit'
import type { Intake, Refuse } from './intake.ts'

export interface GuardOptions {
  origins?: readonly string[] | undefined
  /** `per` in milliseconds. */
  limit?: { max: number; per: number } | undefined
}

export function openGuard(
  { origins, limit }: GuardOptions,
  refuse: Refuse,
): Pick<Intake, 'guard' | 'preflight' | 'close'> {
  const store = limit && new MemoryStore()
  const share = origins && cors({ origin: [...origins], methods: ['POST'], maxAge: 600 })
  const slow = limit && store && limiter(limit, store, refuse)
  const steps = [...(origins && share ? [ours(origins, refuse), share] : []), ...(slow ? [slow] : [])]
  return {
    guard: steps.length > 0 ? inTurn(steps) : undefined,
    preflight: share,
    close: () => store?.shutdown(),
  }
}

function inTurn([first, ...rest]: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) =>
    first
      ? void first(request, response, (error?: unknown) =>
          error ? next(error) : inTurn(rest)(request, response, next),
        )
      : next()
}

/** Browsers name the page that posts, but for "null" where it would not be named: that says nothing. */
function ours(origins: readonly string[], refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('origin')
    if (!origin || origin === 'null' || origins.includes(origin)) return next()
    const detail = 'This form may be posted from the pages named under `origins` of its source only. Nothing was kept.'
    refuse(response, 'foreign', { status: 403, title: 'Forbidden', detail })
  }
}

function limiter({ max, per }: { max: number; per: number }, store: MemoryStore, refuse: Refuse): RequestHandler {
  return rateLimit({
    windowMs: per,
    limit: max,
    store,
    standardHeaders: false,
    legacyHeaders: false,
    // It would look at the first request and write to the console.
    validate: false,
    handler(request: Request & { rateLimit?: { resetTime?: Date } }, response: Response) {
      const left = (request.rateLimit?.resetTime?.getTime() ?? Date.now() + per) - Date.now()
      response.set('retry-after', String(Math.max(1, Math.ceil(left / 1000))))
      const detail = 'Too many posts from this address. Nothing was kept; send it again later.'
      refuse(response, 'limited', { status: 429, title: 'Too Many Requests', detail })
    },
  })
}
