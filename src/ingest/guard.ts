/** The checks after a source's key: the pages that may post, and the limit of one address. */
import cors from 'cors'
import type { RequestHandler } from 'express'
import type { PostRules } from '../sources/source.ts'
import type { Intake, Refuse } from './intake.ts'
import { limitByAddress } from './limit.ts'

export function openGuard(
  { origins, limit }: Pick<PostRules, 'origins' | 'limit'>,
  refuse: Refuse,
): Pick<Intake, 'guard' | 'preflight' | 'close'> {
  const preflight = origins && cors({ origin: [...origins], methods: ['POST'], maxAge: 600 })
  const slow = limit && limitByAddress(limit, 'posts', refuse)
  const steps = [
    ...(origins && preflight ? [allowOrigins(origins, refuse), preflight] : []),
    ...(slow ? [slow.step] : []),
  ]
  return {
    guard: steps.length > 0 ? chained(steps) : undefined,
    preflight,
    close: () => slow?.close(),
  }
}

function chained([first, ...rest]: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) =>
    first
      ? void first(request, response, (error?: unknown) =>
          error ? next(error) : chained(rest)(request, response, next),
        )
      : next()
}

/** Browsers send the origin of the page that posts. "null" tells nothing and is let through. */
function allowOrigins(origins: readonly string[], refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('origin')
    if (!origin || origin === 'null' || origins.includes(origin)) return next()
    const detail = 'This form may be posted from the pages named under `origins` of its source only. Nothing was kept.'
    refuse(response, 'foreign', { status: 403, title: 'Forbidden', detail })
  }
}
