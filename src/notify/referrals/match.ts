/**
 * Assigns Microsoft's leads to those of the ledger. No id is shared, so this compares e-mail or company, offer and time; one
 * of ours is assigned to one of theirs. Pure.
 */
import { folded } from './columns.ts'
import type { Referral } from './rows.ts'

/** A lead of the ledger. */
export interface OwnLead {
  id: string
  /** When it was made at Microsoft if that is known, else when it arrived. */
  at: Date
  state: string
  /** In lower case. */
  email: string
  company: string
  country: string
  offerId: string
  offerTitle: string
  source: string
  action: string
}

export type Result = 'matched' | 'missing' | 'unsure' | 'young'

export interface Assigned {
  theirs: Referral
  result: Result
  /** Ours; of an unsure row all that it may be. */
  leads: readonly string[]
  /** Of an unsure row. */
  why: '' | 'several' | 'other-offer' | 'erased' | 'unreadable'
}

export interface MatchOptions {
  /** By Microsoft's id, from earlier downloads. */
  known: ReadonlyMap<string, string>
  /** Milliseconds by which the times may differ. */
  window: number
  now: Date
}

/** A row younger than this, in milliseconds, is not called missing. */
const young = 3_600_000

/** Milliseconds by which an unreadable lead may be younger or older. */
const nearby = 15 * 60_000

interface Pair {
  theirs: Referral
  ours: OwnLead
  distance: number
  /** Source and action that are the same, out of two. */
  likeness: number
}

export function match(theirs: readonly Referral[], ours: readonly OwnLead[], options: MatchOptions): Assigned[] {
  const { known, window, now } = options
  const byId = new Map(ours.map((one) => [one.id, one]))
  const found = new Map<Referral, Pick<Assigned, 'result' | 'leads' | 'why'>>()
  const taken = new Set<string>()
  for (const one of theirs) {
    const lead = known.get(one.referral)
    if (!one.referral || !lead || !byId.has(lead) || taken.has(lead)) continue
    taken.add(lead)
    found.set(one, { result: 'matched', leads: [lead], why: '' })
  }
  const index = indexed(ours)
  const pairs = theirs.filter((one) => !found.has(one)).flatMap((one) => pairsOf(one, index, window))
  const ordered = pairs.toSorted(
    (a, b) => a.distance - b.distance || b.likeness - a.likeness || a.theirs.row - b.theirs.row,
  )
  for (const { theirs: one, ours: own } of ordered) {
    if (found.has(one) || taken.has(own.id)) continue
    taken.add(own.id)
    found.set(one, { result: 'matched', leads: [own.id], why: '' })
  }
  for (const [one, several] of ambiguous(ordered, found, taken)) {
    found.set(one, { result: 'unsure', leads: several, why: 'several' })
  }
  return theirs.map((one) => ({ theirs: one, ...(found.get(one) ?? otherwise(one, index, { taken, window, now })) }))
}

/** Rows for which another lead was as near, and belongs to no row: which of them it is cannot be told. */
function* ambiguous(
  pairs: readonly Pair[],
  found: ReadonlyMap<Referral, { leads: readonly string[] }>,
  taken: ReadonlySet<string>,
): Generator<[Referral, string[]]> {
  for (const [one, own] of Map.groupBy(pairs, (pair) => pair.theirs)) {
    const chosen = own.find(({ ours }) => found.get(one)?.leads[0] === ours.id)
    if (!chosen) continue
    const equal = own.filter(
      ({ ours, distance, likeness }) =>
        !taken.has(ours.id) && distance === chosen.distance && likeness === chosen.likeness,
    )
    if (equal.length > 0) yield [one, [chosen, ...equal].map(({ ours }) => ours.id)]
  }
}

interface Index {
  email: ReadonlyMap<string, readonly OwnLead[]>
  company: ReadonlyMap<string, readonly OwnLead[]>
  /** Erased and unreadable leads have neither. */
  blank: readonly OwnLead[]
}

function indexed(given: readonly OwnLead[]): Index {
  const ours = given.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  return {
    email: Map.groupBy(
      ours.filter(({ email }) => email),
      ({ email }) => email,
    ),
    company: Map.groupBy(
      ours.filter(({ company }) => company),
      ({ company }) => companyOf(company),
    ),
    blank: ours.filter(({ state }) => state === 'erased' || state === 'unreadable'),
  }
}

/** Leads of the same person, or of the same company in the same country. */
function candidatesOf(theirs: Referral, index: Index): readonly OwnLead[] {
  const { email, company, country } = theirs
  if (email) return nearestTo(theirs, index.email.get(email) ?? [])
  const isThere = (own: OwnLead) => !country || !own.country || own.country === country
  return nearestTo(theirs, index.company.get(companyOf(company)) ?? [], isThere)
}

function pairsOf(theirs: Referral, index: Index, window: number): Pair[] {
  return candidatesOf(theirs, index).flatMap((ours) => {
    const distance = distanceOf(theirs, ours)
    if (distance > window || offerOf(theirs, ours) !== 'same') return []
    const likeness = Number(same(theirs.source, ours.source)) + Number(same(theirs.action, ours.action))
    return [{ theirs, ours, distance, likeness }]
  })
}

/** So many leads of one person or company are compared with a row, before it and after it: a sender may repeat itself. */
const mostCompared = 50

/** @param among oldest first */
function nearestTo(
  { created: { at } }: Referral,
  among: readonly OwnLead[],
  isMeant = (_: OwnLead) => true,
): readonly OwnLead[] {
  let [low, high] = [0, among.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (among[middle]!.at < at) low = middle + 1
    else high = middle
  }
  const nearest = (from: number, step: 1 | -1) => {
    const found: OwnLead[] = []
    for (let at = from; at >= 0 && at < among.length && found.length < mostCompared; at += step) {
      if (isMeant(among[at]!)) found.push(among[at]!)
    }
    return found
  }
  return [...nearest(low - 1, -1).reverse(), ...nearest(low, 1)]
}

/** What a row is that no lead was assigned to. */
function otherwise(
  theirs: Referral,
  index: Index,
  { taken, window, now }: { taken: ReadonlySet<string>; window: number; now: Date },
): Pick<Assigned, 'result' | 'leads' | 'why'> {
  const free = (own: OwnLead) => !taken.has(own.id) && distanceOf(theirs, own) <= window
  const unsure = (why: Assigned['why'], leads: readonly OwnLead[]) =>
    leads.length > 0 && ({ result: 'unsure', why, leads: leads.map(({ id }) => id) } as const)
  const elsewhere = candidatesOf(theirs, index).filter((own) => free(own) && offerOf(theirs, own) === 'unknown')
  const blank = nearestTo(theirs, index.blank)
  const erased = blank.filter((own) => own.state === 'erased' && free(own) && offerOf(theirs, own) !== 'other')
  const unreadable = blank.filter((own) => own.state === 'unreadable' && free(own) && distanceOf(theirs, own) <= nearby)
  const isYoung = now.getTime() - theirs.created.at.getTime() < young
  return (
    unsure('other-offer', elsewhere) ||
    unsure('erased', erased) ||
    unsure('unreadable', unreadable) || { result: isYoung ? 'young' : 'missing', leads: [], why: '' }
  )
}

const hour = 3_600_000

/** Milliseconds. A day in an unknown zone lasts from 14 hours before to 12 hours after the same day in UTC. */
function distanceOf({ created: { at, wholeDay } }: Referral, ours: OwnLead): number {
  const apart = Math.abs(ours.at.getTime() - at.getTime())
  return wholeDay ? Math.max(0, apart - 26 * hour) : apart
}

/** `unknown`: one side has only an id, the other only a title. */
function offerOf(theirs: Referral, ours: OwnLead): 'same' | 'other' | 'unknown' {
  const [own, name] = [ours.offerId.toLowerCase(), ours.offerId.toLowerCase().replace(/^[^.]+\./, '')]
  const ids = theirs.offerId !== '' && own !== ''
  if (ids && (theirs.offerId === own || theirs.offerId === name)) return 'same'
  const titles = theirs.offerTitle !== '' && ours.offerTitle !== ''
  if (titles && folded(theirs.offerTitle) === folded(ours.offerTitle)) return 'same'
  return ids || titles ? 'other' : 'unknown'
}

function same(theirs: string, ours: string): boolean {
  return theirs !== '' && theirs.toLowerCase() === ours.toLowerCase()
}

const legalForms =
  /\b(ab|ag|aps|as|bv|co|corp|corporation|gmbh|inc|incorporated|kg|limited|llc|ltd|nv|oy|plc|pty|sa|sarl|sas|se|spa|srl)\b\.?/gi

function companyOf(text: string): string {
  return folded(text.replace(legalForms, '')) || folded(text)
}
