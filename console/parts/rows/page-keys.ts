/** The keys of a list act as soon as its page is there: none of its rows needs the focus first. */
import { type RefObject, useEffect, useRef } from 'react'
import { rowActOf } from './row-keys.ts'

/** Letters that choose or move. What acts on a row waits until the row has the focus. */
const letters: readonly string[] = ['j', 'k', 'x', 'X', '*']
const arrows: readonly string[] = ['ArrowDown', 'ArrowUp']
const others =
  'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=menu], [role=listbox], [role=grid]'

interface Given {
  grid: RefObject<HTMLElement | null>
  isOn: boolean
  /** Gives the focus to the row that a Tab would reach. */
  enter(): void
  press(event: KeyboardEvent): void
}

export function usePageKeys(given: Given): void {
  const latest = useRef(given)
  latest.current = given
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const { grid, isOn, enter, press: act } = latest.current
      const { key, target } = event
      if (event.defaultPrevented || !rowActOf(event, isOn) || document.querySelector('[role=dialog]')) return
      const on = target instanceof Element ? target : document.body
      const isFree = on === document.body || on.matches('main, h1')
      if (on.closest(others) || grid.current?.contains(on)) return
      if (!letters.includes(key) && !(isFree && arrows.includes(key))) return
      // The first step leads to the row itself.
      if (['j', 'k', ...arrows].includes(key)) event.preventDefault()
      else act(event)
      enter()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}
