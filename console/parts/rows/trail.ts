/** The list that the reader came from, so that the page of a row has a way to the next one, and back to the same row. */
import { skipToken, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { extend, type Kept, keptOf, keyOfList, type Listed, type ListOf } from '../../hub/lists.ts'

interface Trail {
  list: ListOf
  /** The row that is open, or was last. */
  row: string
}

let trail: Trail | undefined

/** Remembers the list and the row that is opened now. */
export function leaveFrom(list: ListOf, row: string): void {
  trail = { list, row }
}

/** The row of this list that the reader comes back from. */
export function backTo(list: ListOf): string | undefined {
  return trail && JSON.stringify(keyOfList(trail.list)) === JSON.stringify(keyOfList(list)) ? trail.row : undefined
}

function leadOf(item: Kept<Listed>['items'][number]): string {
  return 'leadId' in item ? item.leadId : item.id
}

export interface Steps {
  /** From 1. */
  at: number
  total: number
  capped: boolean
  previous: string | undefined
  next: string | undefined
  /** Called before a step to the lead. */
  step(lead: string): void
}

/** The place of a lead in the list that it was opened from; undefined if it was opened otherwise. */
export function useSteps(lead: string): Steps | undefined {
  const list = trail?.list
  const { data } = useQuery<Kept<Listed>>({ queryKey: list ? keyOfList(list) : ['list'], queryFn: skipToken })
  const leads = data?.items.map(leadOf) ?? []
  const at = leads.indexOf(lead)
  // The next page is read when its first row is one step away.
  const isLast = at !== -1 && at >= leads.length - 2 && data?.next !== null
  useEffect(() => {
    if (isLast && trail) void extend(trail.list)
  }, [isLast])
  if (!list || !data || at === -1) return undefined
  const after = leads.findIndex((one, n) => n > at && one !== lead)
  return {
    ...{ at: at + 1, total: data.count ?? data.items.length, capped: data.capped },
    previous: leads.slice(0, at).findLast((one) => one !== lead),
    next: after === -1 ? undefined : leads[after],
    step(to) {
      const item = keptOf(list)?.items.find((one) => leadOf(one) === to)
      if (item) leaveFrom(list, item.id)
    },
  }
}
