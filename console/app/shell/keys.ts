/** The keys of the whole console. Single letters can be switched off (WCAG 2.1.4). */
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { otherTheme, prefer, usePreferences } from '../preferences.ts'
import { places } from './places.ts'

/** Milliseconds between `g` and the letter of a place. */
const together = 1_500

/** Id of the search field, which `/` focuses. */
export const searchField = 'search'

let wanted = false

/** Whether `/` was pressed on another page, so that the search field takes the focus when it appears. It counts once. */
export function wantsSearch(): boolean {
  const wants = wanted
  wanted = false
  return wants
}

export function useKeys({ onHelp }: { onHelp(): void }): void {
  const preferences = usePreferences()
  const navigate = useNavigate()
  useEffect(() => {
    let goes = 0
    function press(event: KeyboardEvent): void {
      const on = event.target instanceof Element ? event.target : document.body
      const isBusy = on.closest(
        'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]',
      )
      if (!preferences.letters || event.ctrlKey || event.metaKey || event.altKey || isBusy) return
      const place = performance.now() - goes < together ? places.find(({ key }) => key === event.key) : undefined
      goes = event.key === 'g' ? performance.now() : 0
      if (place) void navigate({ to: place.to })
      else if (event.key === '?') onHelp()
      else if (event.key === 't') prefer({ theme: otherTheme(preferences) })
      else if (event.key === '/') {
        const field = document.getElementById(searchField)
        wanted = field === null
        if (field) field.focus()
        else void navigate({ to: '/leads' })
      } else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [preferences, navigate, onHelp])
}
