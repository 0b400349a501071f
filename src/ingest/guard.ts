/** Who gets past a source's key: pages that may post, and how often one address may. */
import cors from 'cors'
import type { RequestHandler } from 'express'
import type { PostRules } from '../sources/source.ts'
import type { Intake, Refuse } from './intake.ts'
import { limitByAddress } from './limit.ts'

export function openGuard(
  { origins, limit }: Pick<PostRules, 'origins' | 'limit'>,
  refuse: Refuse,
): Pick<Intake, 'guard' | 'preflight' | 'close'> {
  const share = origins && cors({ origin: [...origins], methods: ['POST'], maxAge: 600 })
  const slow = limit && limitByAddress(limit, 'posts', refuse)
  const steps = [...(origins && share ? [ours(origins, refuse), share] : []), ...(slow ? [slow.step] : [])]
  return {
    guard: steps.length > 0 ? inTurn(steps) : undefined,
    preflight: share,
    close: () => slow?.close(),
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
