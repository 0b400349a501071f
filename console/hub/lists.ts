/**
 * Lists of deliveries and leads, newest first, page by page. What is shown is patched in place when the hub changes, and new
 * rows are only counted, so that nothing moves under the reader.
 */
import { type QueryKey, useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Arguments } from '../../src/client/operations.ts'
import { onChanges } from './changes.ts'
import { type Answer, hub, inTime } from './client.ts'
import { nextAsk, onActs, patched, queryClient } from './queries.ts'
import { isTouched } from './touched.ts'

export type Listed = 'post /deliveries/searches' | 'post /leads/searches'
type Item<N extends Listed> = Answer<N>['items'][number]

export interface Kept<N extends Listed> {
  items: Item<N>[]
  next: string | null
  count: number | undefined
  capped: boolean
}

/** A list and its filter. */
export interface ListOf<N extends Listed = Listed> {
  name: N
  given: object
}

const pageSize = 50
/** Milliseconds between two looks while nothing is told. */
const lookEvery = 30_000

export function keyOfList({ name, given }: ListOf): QueryKey {
  return [patched, name, given]
}

async function ask<N extends Listed>({ name, given }: ListOf<N>, more: object): Promise<Answer<N>> {
  const body = { ...given, limit: pageSize, ...more }
  const signal = inTime(name, new AbortController().signal)
  return hub.call(name, ...([{ body, signal }] as unknown as Arguments<N>))
}

async function firstPage<N extends Listed>(list: ListOf<N>): Promise<Kept<N>> {
  const { items, next, count, capped } = await ask(list, { count: true })
  return { items, next, count, capped: capped ?? false }
}

export function keptOf<N extends Listed>(list: ListOf<N>): Kept<N> | undefined {
  return queryClient.getQueryData<Kept<N>>(keyOfList(list))
}

/** Reads the next page of a list that was read before. */
export async function extend<N extends Listed>(list: ListOf<N>): Promise<void> {
  const after = keptOf(list)?.next
  if (!after) return
  const page = await ask(list, { after })
  change(list, (kept) => {
    // Another call was faster.
    if (kept.next !== after) return kept
    const known = new Set(kept.items.map(({ id }) => id))
    return { ...kept, items: [...kept.items, ...page.items.filter(({ id }) => !known.has(id))], next: page.next }
  })
}

function change<N extends Listed>(list: ListOf<N>, by: (kept: Kept<N>) => Kept<N>): void {
  queryClient.setQueryData<Kept<N>>(keyOfList(list), (kept) => kept && by(kept))
}

/** Reads the rows in view again, and the first page for its count and its new rows. */
async function look<N extends Listed>(list: ListOf<N>, inView: readonly string[]): Promise<Kept<N> | undefined> {
  const [now, first] = await Promise.all([
    inView.length === 0
      ? []
      : ask({ name: list.name, given: {} } as ListOf<N>, { ids: inView, limit: inView.length }).then(
          ({ items }) => items,
        ),
    firstPage(list),
  ])
  const fresh = new Map([...first.items, ...now].map((item) => [item.id, item]))
  change(list, (kept) => ({
    ...kept,
    ...countOf(first),
    items: kept.items.map((item) => patch(item, fresh.get(item.id))),
  }))
  return first
}

function countOf({ count, capped }: Pick<Kept<Listed>, 'count' | 'capped'>) {
  return { count, capped }
}

/** Keeps what a search alone tells, and the object itself if nothing changed. */
function patch<T extends object>(item: T, now: T | undefined): T {
  if (!now) return item
  const next = { ...item, ...now }
  return JSON.stringify(next) === JSON.stringify(item) ? item : next
}

function shownOf({ count, capped, items }: Kept<Listed>, fresh: { count: number }): number {
  if (count === undefined || capped) return count ?? items.length
  return Math.max(items.length, count - fresh.count)
}

/** @param list must be the same object as long as its filter is the same */
export function useList<N extends Listed>(list: ListOf<N>) {
  const [first, setFirst] = useState<{ of: ListOf<N>; page: Kept<N> }>()
  const inView = useRef<readonly string[]>([])
  const asked = useQuery({
    queryKey: keyOfList(list),
    queryFn: () => firstPage(list),
    staleTime: Number.POSITIVE_INFINITY,
    // It would compare thousands of rows with themselves after each page.
    structuralSharing: false,
    // Later looks keep it up to date; only what never came is asked for again.
    refetchInterval: ({ state: { data, error } }) => (data || !error ? false : nextAsk(error)),
    refetchOnWindowFocus: false,
  })
  const more = useMutation({ mutationFn: () => extend(list) })

  useEffect(() => {
    let looking = false
    let again = false
    async function lookNow(): Promise<void> {
      if (looking || document.hidden || !keptOf(list)) {
        again = looking
        return
      }
      looking = true
      const page = await look(list, inView.current).catch(() => undefined)
      if (page) setFirst({ of: list, page })
      looking = false
      if (again) {
        again = false
        void lookNow()
      }
    }
    // What was read before is older than what happened since.
    void lookNow()
    const ends = [onChanges((names) => void (isTouched(list.name, names) && lookNow())), onActs(() => void lookNow())]
    const timer = setInterval(() => void lookNow(), lookEvery)
    return () => {
      clearInterval(timer)
      for (const end of ends) end()
    }
  }, [list])

  const { data } = asked
  const fresh = useMemo(() => {
    if (!data || first?.of !== list) return { count: 0, all: false }
    const known = new Set(data.items.map(({ id }) => id))
    const count = first.page.items.filter(({ id }) => !known.has(id)).length
    return { count, all: count >= pageSize }
  }, [data, first, list])
  const take = useCallback(() => {
    if (first?.of === list) queryClient.setQueryData(keyOfList(list), first.page)
  }, [first, list])
  const onView = useCallback((ids: readonly string[]) => void (inView.current = ids), [])

  return {
    asked,
    /** How many rows came that are not shown; `all` if there may be more of them. */
    fresh,
    /** How many rows the list has that is shown, loaded or not; without those that came since. */
    total: data && shownOf(data, fresh),
    /** Shows them: the list begins with its first page. */
    take,
    more: {
      hasNextPage: Boolean(data?.next),
      isFetchingNextPage: more.isPending,
      fetchNextPage: () => more.mutate(),
      error: more.error,
    },
    onView,
  }
}
