import type { Answer } from '../../hub/client.ts'

type Found = Answer<'get /reconciliations'>
export type ProofDay = Found['days'][number]
export type Figures = Found['items'][number]
export type NotAsked = Found['unasked'][number]

export const columns = [
  'accepted',
  'delivered',
  'waiting',
  'failed',
  'cancelled',
  'present',
  'missing',
  'unchecked',
] as const
type Column = (typeof columns)[number]
export type Sums = Record<Column, number>

export function sumOf(items: readonly Figures[]): Sums {
  const sum = (column: Column) => items.reduce((all, one) => all + one[column], 0)
  return Object.fromEntries(columns.map((column) => [column, sum(column)])) as Sums
}

/** The figures of each destination, over all its offers. */
export function byDestination(items: readonly Figures[]): { destination: string; sums: Sums }[] {
  const groups = Map.groupBy(items, ({ destination }) => destination)
  return [...groups].map(([destination, some]) => ({ destination, sums: sumOf(some) }))
}
