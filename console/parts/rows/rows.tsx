import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { usePreferences } from '../../app/preferences.ts'
import { Block } from './block.tsx'
import { usePageKeys } from './page-keys.ts'
import { bringBack, leavePlace, useBringBack } from './place.ts'
import { Row, type RowHandlers } from './row.tsx'
import { type RowAct, rowActOf } from './row-keys.ts'
import styles from './rows.module.css'
import type { Selection } from './selection.ts'

type Pressed = Parameters<typeof rowActOf>[0] & Pick<Event, 'preventDefault' | 'stopPropagation'>

interface Props<T> {
  label: string
  items: readonly T[]
  /** Where `Enter` and a click lead. */
  hrefOf(item: T): string
  /** What a screen reader says of the row first. */
  nameOf(item: T): string
  /** The same function at every time: rows are drawn again only if they change. */
  children(item: T): ReactNode
  /** How many rows there are, loaded or not. @default the loaded ones */
  total?: number | undefined
  /** @default rows cannot be chosen */
  selection?: Selection | undefined
  /** The row that takes the focus at first, because the reader comes back from it. */
  back?: string | undefined
  /** The ids of the rows in and near the window. */
  onView?(ids: readonly string[]): void
  onOpen?(item: T): void
  /** A letter on a row. @returns whether it acted */
  onLetter?(letter: string, item: T): boolean
}

/** Rows that come and go together. */
const size = 25

/**
 * A list of any length: the arrow keys move, `Enter` opens, and one tab stop stands for all rows. Only the rows near the
 * window are in the document. On a phone each row is a card.
 */
export function Rows<T extends { id: string }>(props: Props<T>) {
  const { label, items, hrefOf, nameOf, children, total, selection, back, onView, onOpen, onLetter } = props
  const { letters } = usePreferences()
  const router = useRouter()
  const grid = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(back)
  const wanted = useRef(back)
  const comesFrom = useRef(back)
  const near = useRef(new Set<number>())
  const places = useMemo(() => new Map(items.map(({ id }, at) => [id, at])), [items])
  const at = (active === undefined ? undefined : places.get(active)) ?? 0

  // The row may be drawn only now.
  useEffect(() => {
    if (wanted.current === undefined) return
    const row = grid.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`)
    if (!row) return
    const isBack = wanted.current === comesFrom.current
    wanted.current = undefined
    comesFrom.current = undefined
    if (isBack) return bringBack(row)
    row.focus()
    row.scrollIntoView({ block: 'nearest' })
  })
  useBringBack(back)

  const tell = useCallback(
    () =>
      onView?.(
        [...near.current]
          .sort((a, b) => a - b)
          .flatMap((n) => items.slice(n * size, (n + 1) * size).map(({ id }) => id))
          .slice(0, 500),
      ),
    [items, onView],
  )
  useEffect(tell, [tell])
  const latest = useRef(tell)
  latest.current = tell
  const onNear = useCallback((index: number, isNear: boolean) => {
    if (isNear) near.current.add(index)
    else near.current.delete(index)
    latest.current()
  }, [])

  function open(item: T, aside: boolean): void {
    if (aside) return void window.open(hrefOf(item), '_blank', 'noopener')
    setActive(item.id)
    leavePlace(item.id)
    onOpen?.(item)
    router.history.push(hrefOf(item))
  }
  const now = useRef({ open, selection })
  now.current = { open, selection }
  const [handlers] = useState<RowHandlers<T>>(() => ({
    open: (item, event) => now.current.open(item, event.ctrlKey || event.metaKey || event.button === 1),
    choose: ({ id }, range) => (range ? now.current.selection?.extendTo(id) : now.current.selection?.toggle(id)),
  }))
  function moveTo(next: number): T | undefined {
    const item = items[Math.max(0, Math.min(items.length - 1, next))]
    if (!item) return undefined
    wanted.current = item.id
    setActive(item.id)
    return item
  }
  function done(act: RowAct, item: T): boolean {
    switch (act.act) {
      case 'move': {
        const next = moveTo(at + act.by)
        if (act.extends && selection && next) {
          if (!selection.has(item.id)) selection.toggle(item.id)
          selection.extendTo(next.id)
        }
        return true
      }
      case 'first':
      case 'last':
        moveTo(act.act === 'first' ? 0 : items.length - 1)
        return true
      case 'open':
      case 'open-aside':
        open(item, act.act === 'open-aside')
        return true
      case 'clear': {
        const hasSome = selection !== undefined && (selection.isAll || selection.ids.size > 0)
        if (hasSome) selection.clear()
        return hasSome
      }
      case 'letter':
        return onLetter?.(act.letter, item) ?? false
      default:
        if (!selection) return false
        if (act.act === 'toggle') selection.toggle(item.id)
        else if (act.act === 'extend') selection.extendTo(item.id)
        else selection.all()
        return true
    }
  }
  function press(event: Pressed): void {
    const act = rowActOf(event, letters)
    const item = items[at]
    if (!act || !item || !done(act, item)) return
    event.preventDefault()
    event.stopPropagation()
  }

  usePageKeys({ grid, isOn: letters, press, enter: () => void moveTo(at) })

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are no table on a phone
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-rowcount={total ?? items.length}
      aria-multiselectable={selection ? true : undefined}
      tabIndex={-1}
      className={styles['rows']}
      onKeyDown={press}
      onFocus={({ target }) => {
        const id = target.closest<HTMLElement>('[data-row]')?.dataset['row']
        if (id !== undefined && id !== active) setActive(id)
      }}
    >
      {Array.from({ length: Math.ceil(items.length / size) }, (_, index) => {
        const from = index * size
        const part = items.slice(from, from + size)
        return (
          <Block
            // biome-ignore lint/suspicious/noArrayIndexKey: a block is a place, whatever rows are in it
            key={index}
            index={index}
            isPinned={index === Math.floor(at / size)}
            rows={part.length}
            onNear={onNear}
          >
            {() =>
              part.map((item, n) => (
                <Row
                  key={item.id}
                  item={item}
                  number={from + n + 1}
                  name={nameOf(item)}
                  href={hrefOf(item)}
                  isActive={from + n === at}
                  isChosen={selection?.has(item.id)}
                  on={handlers}
                  draw={children}
                />
              ))
            }
          </Block>
        )
      })}
    </div>
  )
}
