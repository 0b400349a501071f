/** Which rows of a list are chosen: some by their ids, or all that the filter means. */
import { useMemo, useState } from 'react'

export interface Selection {
  ids: ReadonlySet<string>
  /** All that the filter means, whether it is loaded or not. */
  isAll: boolean
  has(id: string): boolean
  toggle(id: string): void
  /** From the row that was chosen last to this one. */
  extendTo(id: string): void
  all(): void
  clear(): void
}

interface Chosen {
  ids: ReadonlySet<string>
  isAll: boolean
  anchor: string | undefined
}

const nothing: Chosen = { ids: new Set(), isAll: false, anchor: undefined }

/** Selections outlast a look at one of the rows, and end with the visit. */
const kept = new Map<string, Chosen>()

/** @param list tells one list from another */
export function useSelection(list: string, items: readonly { id: string }[]): Selection {
  const [, draw] = useState(0)
  const chosen = kept.get(list) ?? nothing
  return useMemo(() => {
    function choose(next: Chosen): void {
      kept.set(list, next)
      draw((count) => count + 1)
    }
    const { ids, isAll } = chosen
    return {
      ids,
      isAll,
      has: (id) => isAll || ids.has(id),
      toggle(id) {
        const next = new Set(isAll ? items.map((one) => one.id) : ids)
        if (!next.delete(id)) next.add(id)
        choose({ ids: next, isAll: false, anchor: id })
      },
      extendTo(id) {
        const places = items.map((one) => one.id)
        const [from = 0, to = 0] = [places.indexOf(chosen.anchor ?? id), places.indexOf(id)].sort((a, b) => a - b)
        choose({ ids: new Set([...ids, ...places.slice(Math.max(0, from), to + 1)]), isAll: false, anchor: id })
      },
      all: () => choose({ ids: new Set(), isAll: true, anchor: undefined }),
      clear: () => choose(nothing),
    }
  }, [chosen, items, list])
}
