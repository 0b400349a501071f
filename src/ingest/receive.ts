/** Receives a post: decodes, reads and stores the body, and answers. 202 means that the lead is on disk. */
import type { Request, Response } from 'express'
import { newId, timeOf } from '../lead/id.ts'
import { inUtf8 } from '../reading/charset.ts'
import { sendJson } from '../web/json.ts'
import { sendProblem } from '../web/problem.ts'
import { accept, type Posted } from './accept.ts'
import { answerBrowser } from './browser.ts'
import type { Intake } from './intake.ts'
import { receiveMany } from './receive-many.ts'
import { answerOf, type Ledger, storeAll, summaryOf } from './store.ts'

export async function receive(ledger: Ledger, intake: Intake, request: Request, response: Response): Promise<void> {
  const came = postedBy(request, String(response.locals['source']), ledger.config().version)
  const decoded = inUtf8(came.raw, came.contentType)
  const posted = 'raw' in decoded ? { ...came, ...decoded } : came
  const split = 'raw' in decoded ? intake.split?.(posted.raw) : decoded
  if (split && 'parts' in split) return receiveMany(ledger, intake, { posted, parts: split.parts }, response)

  const accepted = accept(posted, split ? () => split : intake.read)
  const stored = await storeAll(ledger, [accepted], posted.source, response)
  const [first] = stored ?? []
  if (!first) return
  const { unreadable } = accepted
  ledger.count(posted.source, answerOf(accepted, first))
  if (unreadable && !unreadable.hushed) return refuse(response, first.id, unreadable)
  if (intake.returnTo && answerBrowser(response, intake.returnTo(posted.raw))) return
  sendJson(response, 202, summaryOf(first, 'received'))
}

function refuse(
  response: Response,
  lead: string,
  { status, detail: why }: { status: keyof typeof titles; detail: string },
): void {
  const detail = `${why} The body was kept for the operator as lead ${lead}.`
  sendProblem(response, { status, title: titles[status], detail, lead })
}

const titles = { 400: 'Not JSON', 415: 'Unsupported Media Type', 422: 'No lead in it' } as const

export function bodyOf({ body }: Request): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

function postedBy(request: Request, source: string, configVersion: string): Posted {
  const { offer } = request.query
  const id = newId()
  return {
    id,
    receivedAt: timeOf(id),
    source,
    raw: bodyOf(request),
    contentType: request.get('content-type') ?? '',
    offer: typeof offer === 'string' && offer ? offer : undefined,
    senderKey: request.get('idempotency-key') || request.get('webhook-id'),
    configVersion,
  }
}
