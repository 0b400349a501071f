/** The filter flags of lists and replays, with the words of the API. */
import type { Command } from 'commander'
import { z } from 'zod'
import { duration } from '../settings/duration.ts'
import type { FilterOf } from './pages.ts'
import { usage } from './quit.ts'

export interface PeriodFlags {
  from?: string
  to?: string
  since?: string
}

export interface DeliveryFlags extends PeriodFlags {
  state?: DeliveryFilter['state']
  destination?: string[]
  class?: DeliveryFilter['class']
  problem?: string[]
  code?: string
  reference?: string
  doubled?: boolean
  lead?: string
  offer?: string
  email?: string
}

const list = (value: string, before: string[] = []) => [...before, ...value.split(',').filter(Boolean)]

export function periodOptions(command: Command): Command {
  return command
    .option('--since <duration>', 'leads of the last 30m, 12h, 7d')
    .option('--from <time>', 'leads that came in at this time or later: 2026-06-01, 2026-06-01T09:00:00Z')
    .option('--to <time>', 'leads that came in before this time')
}

/** @param state false where the command itself chooses the states */
export function deliveryOptions(command: Command, { state } = { state: true }): Command {
  if (state) command.option('--state <states>', 'deliveries in these states, separated by commas', list)
  return periodOptions(command)
    .option('--destination <ids>', 'deliveries to these destinations', list)
    .option('--class <classes>', 'deliveries with these failure classes', list)
    .option('--problem <ids>', 'deliveries with these problems of the catalogue', list)
    .option('--code <code>', 'deliveries with this code of the far end')
    .option('--reference <reference>', 'delivery with this reference in its receipt')
    .option('--doubled', 'deliveries that their far end may have twice')
    .option('--lead <id>', 'deliveries of this lead')
    .option('--offer <offer>', 'deliveries of this publisher.offer')
    .option('--email <address>', 'deliveries of this person')
}

export type DeliveryFilter = FilterOf<'/deliveries'>

/** The filter in the form of the API. The hub checks its words, and lists the right ones. @throws Quit 2 */
export function deliveryFilter(flags: DeliveryFlags): DeliveryFilter {
  const { state, destination, class: classes, problem, code, reference, doubled, lead, offer, email } = flags
  const named = { state, destination, class: classes, problem, code, reference, doubled, lead, offer, email }
  return given({ ...named, ...period(flags) })
}

/** @throws Quit 2 */
export function period({ from, to, since }: PeriodFlags): { from?: string | undefined; to?: string | undefined } {
  if (since !== undefined && from !== undefined) throw usage('Give --since or --from, not both.')
  return given({ from: since === undefined ? moment('--from', from) : ago(since), to: moment('--to', to) })
}

function moment(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw usage(`${flag} must be a time such as 2026-06-01 or 2026-06-01T09:00:00Z.`)
  return new Date(time).toISOString()
}

function ago(text: string): string {
  const read = duration.safeParse(text)
  if (!read.success) throw usage(`"${text}" is no duration such as 30m, 12h or 7d.`)
  return new Date(Date.now() - read.data).toISOString()
}

/** A whole number of 1 or more. */
export function count(text: string): number {
  const read = z.coerce.number().int().min(1).safeParse(text)
  if (!read.success) throw usage(`${text} is no whole number of 1 or more.`)
  return read.data
}

export function given<T extends object>(flags: T): T {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as T
}
