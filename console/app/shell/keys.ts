/** The keys of the whole console. Single letters can be switched off (WCAG 2.1.4). Lists have keys of their own (`parts/rows`). */
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMe } from '../me.tsx'
import { otherTheme, prefer, usePreferences } from '../preferences.ts'
import { places } from './places.ts'
import { searchField, wantSearch } from './search-field.ts'

/** Milliseconds between `g` and the letter of a place. */
const together = 1_500

interface Acts {
  onHelp(): void
  onGoTo(): void
  onUndo(): void
  onCopy(what: 'link' | 'id'): void
}

/** Letters that press the button which has them as `data-act`. None of these buttons destroys anything without a question. */
const pressed = /^[rclsh[\]]$/

export function useKeys({ onHelp, onGoTo, onUndo, onCopy }: Acts): void {
  const preferences = usePreferences()
  const router = useRouter()
  const { acts } = useMe()
  useEffect(() => {
    // When `g` was pressed.
    let goes = Number.NEGATIVE_INFINITY
    function press(event: KeyboardEvent): void {
      const { key } = event
      if (event.defaultPrevented) return
      // What a dialog asks is answered first.
      const asks = document.querySelector('[role=dialog], [role=alertdialog]') !== null
      if (key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault()
        if (!asks) onGoTo()
        return
      }
      const on = event.target instanceof Element ? event.target : document.body
      const isBusy = on.closest(
        'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=menu], [role=listbox]',
      )
      // On some keyboards `[` is typed with AltGr, which counts as Ctrl and Alt.
      const modified = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph')
      if (asks || isBusy || modified) return
      if (key === 'Escape') back()
      if (!preferences.letters || key === 'Escape') return
      const place = performance.now() - goes < together ? places.find((one) => one.key === key) : undefined
      goes = key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY
      if (place) void router.navigate({ to: place.to })
      else if (key === '?') onHelp()
      else if (key === 't') prefer({ theme: otherTheme(preferences) })
      else if (key === 'u' && acts) onUndo()
      else if (key === '.' || key === 'i') onCopy(key === '.' ? 'link' : 'id')
      else if (key === '/') search()
      else if (key === 'j' || key === 'k') {
        if (!step(key === 'j' ? 1 : -1, on)) return
      } else if (!pressed.test(key) || !pressButton(key, on)) return
      event.preventDefault()
    }
    function search(): void {
      const field = document.getElementById(searchField)
      field?.focus()
      if (field) return
      wantSearch()
      void router.navigate({ to: '/leads' })
    }
    /** From the page of one thing to the list before it. */
    function back(): void {
      if (location.pathname.split('/').length > 2 && router.history.canGoBack()) router.history.back()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [preferences, router, acts, onHelp, onGoTo, onUndo, onCopy])
}

/** Presses the button or follows the link with this letter: of the part that has the focus, else the first of the page. */
function pressButton(letter: string, on: Element): boolean {
  const wanted = `[data-act="${CSS.escape(letter)}"]:not([data-disabled])`
  const found = on.closest('article, section')?.querySelector(wanted) ?? document.querySelector(`main ${wanted}`)
  if (!(found instanceof HTMLElement)) return false
  found.focus()
  found.click()
  return true
}

/** Moves the focus to the next cause or item of a page that has no rows. */
function step(by: 1 | -1, on: Element): boolean {
  const all = [...document.querySelectorAll<HTMLElement>('main [data-step]')]
  const at = all.findIndex((one) => one.contains(on))
  const next = all[at === -1 ? 0 : at + by]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
  return all.length > 0
}
