/** Limits the requests of one address. Further requests get 429 with Retry-After. */
import type { Request, RequestHandler, Response } from 'express'
import { MemoryStore, rateLimit } from 'express-rate-limit'
import type { Refuse } from './intake.ts'

export interface Limit {
  max: number
  /** Milliseconds. */
  per: number
}

export interface LimitByAddress {
  /** Counts the request; passes it on, or refuses it. */
  step: RequestHandler
  close(): void
}

/** @param what names the requests in the answer: `posts`, `wrong keys`. */
export function limitByAddress({ max, per }: Limit, what: string, refuse: Refuse): LimitByAddress {
  const store = new MemoryStore()
  const step = rateLimit({
    windowMs: per,
    limit: max,
    store,
    standardHeaders: false,
    legacyHeaders: false,
    // The validation would write to the console at the first request.
    validate: false,
    handler(request: Request & { rateLimit?: { resetTime?: Date } }, response: Response) {
      const left = (request.rateLimit?.resetTime?.getTime() ?? Date.now() + per) - Date.now()
      response.set('retry-after', String(Math.max(1, Math.ceil(left / 1000))))
      const detail = `Too many ${what} from this address. Nothing was kept; send it again later.`
      refuse(response, 'limited', { status: 429, title: 'Too Many Requests', detail })
    },
  })
  return { step, close: () => store.shutdown() }
}
