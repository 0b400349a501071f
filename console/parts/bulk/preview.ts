/** What an act on many would do: asked before it is done, in one form for all acts. */
import { type Answer, type Body, HubProblem, hub } from '../../hub/client.ts'
import type { AnyState } from '../state/state.tsx'

/** An act on deliveries or on leads. */
export type Act = 'replay' | 'cancel' | 'look-up' | 'settle' | 'approve' | 'reroute'

export interface Part {
  destination?: string | undefined
  state?: AnyState | undefined
  count: number
}

/** Why something is left out: the hub's code, or what the dialogs alone know of chosen rows. */
type WhyNot =
  | Answer<'post /cancellations'>['leftOut'][number]['code']
  | 'kept-only'
  | (typeof others)[keyof typeof others]

export interface Preview {
  /** Marker of the moment; the act leaves out what changed since. */
  asOf: string
  total: number
  taken: readonly Part[]
  leftOut: readonly (Part & { code: WhyNot })[]
}

/** What was begun or done. */
export type Done = { replay: string } | { lookup: string } | { count: number }

/** The body of the filter, for each act. */
type Asked = Body<'post /replays'> & Body<'post /cancellations'> & Body<'post /approvals'>

const all: readonly AnyState[] = ['held', 'waiting', 'rejected', 'uncertain', 'exhausted', 'cancelled']

const stranded: readonly AnyState[] = ['unrouted', 'unreadable', 'suppressed']

/** Chosen rows are meant whatever their state: deliveries except what was delivered, leads if they went nowhere. */
export function askedOf(act: Act, body: object): object {
  if (!('ids' in body)) return body
  return act === 'replay' ? { ...body, state: all } : act === 'reroute' ? { ...body, state: stranded } : body
}

/** Chosen rows that the hub does not count for an act, because of their state. */
const others = {
  replay: 'in-line',
  'look-up': 'not-uncertain',
  approve: 'not-waiting',
  reroute: 'not-stranded',
} as const

function withoutState<T extends { state?: unknown }>({ state: _, ...rest }: T): Omit<T, 'state'> {
  return rest
}

/** Sends the act to the hub, as a preview or for good. */
async function send(act: Act, asked: object, part: object): Promise<unknown> {
  const body = { ...asked, ...part } as Asked
  switch (act) {
    case 'replay':
      return hub.call('post /replays', { body })
    case 'cancel':
      return hub.call('post /cancellations', { body })
    case 'settle':
      return hub.call('post /settlements', { body: withoutState(body) as Body<'post /settlements'> })
    case 'look-up':
      return hub.call('post /lookups', { body: withoutState(body) as Body<'post /lookups'> })
    case 'approve':
      return hub.call('post /approvals', { body })
    case 'reroute':
      return hub.call('post /reroutings', { body: body as Body<'post /reroutings'> })
  }
}

export async function previewOf(act: Act, asked: object): Promise<Preview> {
  return asPreview(await send(act, asked, { dryRun: true }), act, asked)
}

/** @param more what the act needs besides the preview. Does exactly what was shown. @throws HubProblem 409 if the figures have changed; `changedFigures` has today's */
export async function perform(act: Act, asked: object, { total, asOf }: Preview, more: object): Promise<Done> {
  const answer = (await send(act, asked, { expected: total, asOf, ...more })) as Record<string, unknown>
  if (act === 'replay') return { replay: String(answer['id']) }
  if (act === 'look-up') return { lookup: String(answer['id']) }
  const count = { cancel: 'cancelled', settle: 'settled', approve: 'approved', reroute: 'taken' }[act]
  return { count: Number(answer[count]) }
}

/** The figures of today in a refusal of an act whose figures have changed. */
export function changedFigures(error: unknown, act: Act, asked: object): Preview | undefined {
  if (!(error instanceof HubProblem) || error.status !== 409 || error.details['figures'] === undefined) return undefined
  return asPreview(error.details['figures'], act, asked)
}

type AnyPlan = Pick<Preview, 'asOf' | 'total'> &
  Partial<Pick<Preview, 'taken' | 'leftOut'>> &
  Partial<Pick<Answer<'post /reroutings'>, 'leads' | 'keptOnly' | 'changed'>>

/** A rerouting counts leads, and tells what it leaves out by two figures. */
function asPreview(answer: unknown, act: Act, asked: object): Preview {
  const { asOf, total, taken = [], leftOut = [], leads, keptOnly = 0, changed = 0 } = answer as AnyPlan
  const told: Preview['leftOut'] = leads
    ? [
        { count: keptOnly, code: 'kept-only' },
        { count: changed, code: 'changed' },
      ]
    : leftOut
  const left = [
    ...told,
    ...otherRows(
      act,
      asked,
      told.reduce((sum, { count }) => sum + count, total),
    ),
  ]
  return { asOf, total, taken: leads ?? taken, leftOut: left.filter(({ count }) => count > 0) }
}

function otherRows(act: Act, asked: object, counted: number): Preview['leftOut'] {
  if (!('ids' in asked && Array.isArray(asked.ids) && act in others)) return []
  return [{ count: asked.ids.length - counted, code: others[act as keyof typeof others] }]
}
