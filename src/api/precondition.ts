/** `If-Match`: an act is done only if its thing is as the caller saw it. */
import { createHash } from 'node:crypto'
import type { Db } from '../ledger/db.ts'
import { actsSince, type Kind, lockStamp } from '../ledger/reads/stamps.ts'
import { Refusal } from './refusal.ts'

const kinds: readonly Kind[] = ['destinations', 'deliveries', 'replays']

/** The kind of thing that an operation acts on: `destinations` of `/destinations/{id}/hold`. */
export function kindOf({ method, path }: { method: string; path: string }): Kind | undefined {
  const [, kind] = /^\/([^/]+)\/\{id\}\//.exec(path) ?? []
  return method === 'get' ? undefined : kinds.find((one) => one === kind)
}

/**
 * @param asked the header `If-Match`
 * @throws Refusal 400 if the operation acts on nothing that has an ETag, or if the header cannot be read
 */
export function preconditionOf(
  operation: { method: string; path: string },
  id: unknown,
  asked: string | undefined,
): (tx: Db) => Promise<void> {
  if (asked === undefined || operation.method === 'get') return async () => undefined
  const kind = kindOf(operation)
  if (!kind) {
    const detail = `This takes no If-Match. Nothing was done. ETags are for acts on one of ${kinds.join(', ')}.`
    throw new Refusal({ status: 400, title: 'Bad Request', detail })
  }
  if (!etags.test(asked)) {
    const detail =
      'If-Match must be the ETag of the thing in quotes ("mpvyqz28-T3V2b0xRkq1sX9aZ"), a list of them, or *. Nothing was done.'
    throw new Refusal({ status: 400, title: 'Bad Request', detail })
  }
  const stamps = stampsOf(asked)
  return async (tx) => {
    const now = await lockStamp(tx, kind, String(id))
    // An unknown id is refused by the operation itself, with 404.
    if (!now || asked.trim() === '*' || stamps.includes(now.stamp)) return
    const acts = await actsSince(tx, stamps[0] ?? '', now.subjects)
    const done = acts.map(({ actor, action, subject, at }) => ({ actor, action, subject, at: at.toISOString() }))
    const who = done.map((act) => sentence(act, String(id))).join('; ') || 'the hub itself changed it'
    const detail = `It changed after you looked: ${who}. It is ${now.state} now. Nothing was done: look again, then decide.`
    throw new Refusal({ status: 412, title: 'Precondition Failed', detail, state: now.state, acts: done })
  }
}

/** An ETag is `"<stamp>.<digest of the answer>"`. An act depends on the stamp alone. */
export function etagOf(answer: unknown, text: string): string {
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 16)
  const stamp = typeof answer === 'object' && answer !== null && 'etag' in answer ? answer.etag : undefined
  return typeof stamp === 'string' ? `"${stamp}.${digest}"` : `"${digest}"`
}

/**
 * Express has this check, too, but it counts no ETag if there is `Cache-Control: no-cache`, which every `fetch` adds.
 * @param asked the header `If-None-Match`
 */
export function hasAlready(asked: string | undefined, etag: string): boolean {
  return (asked ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

/** RFC 9110, 13.1.1. */
const etags = /^\s*(?:\*|(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*)\s*$/

/** Proxies that compress an answer mark its ETag as weak. */
function stampsOf(header: string): string[] {
  return header.split(',').map((one) => one.trim().replace(/^(?:W\/)?"([^".]*).*$/, '$1'))
}

/** `anna released it at 2026-11-29 10:42:07Z` */
function sentence(
  { actor, action, subject, at }: { actor: string; action: string; subject: string; at: string },
  id: string,
) {
  const what = subject === id ? 'it' : subject
  const did = past[action]?.replace('…', what) ?? `did “${action}” with ${what}`
  return `${actor} ${did} at ${at.slice(0, 19).replace('T', ' ')}Z`
}

const past: Readonly<Record<string, string>> = {
  hold: 'held …',
  release: 'released …',
  pause: 'paused …',
  resume: 'resumed …',
  replay: 'sent … again',
  cancel: 'cancelled …',
  stop: 'stopped …',
  undo: 'took … back',
  settle: 'settled …',
  'look-up': 'looked … up',
}
