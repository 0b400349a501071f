/** What a person chose for this browser. Nothing of it tells of a lead. */
import { useSyncExternalStore } from 'react'
import { chosenLanguage, stored } from './stored.ts'

export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  language: 'en' | 'fr'
  /** An IANA time zone. */
  zone: string
  /** Whether single letters act. */
  letters: boolean
}

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone
const themes = ['system', 'light', 'dark'] as const

let now: Preferences = {
  theme: themes.find((one) => one === stored('theme')) ?? 'system',
  language: chosenLanguage(),
  zone: zoneOf(stored('zone')),
  letters: stored('letters') !== 'no',
}
const listeners = new Set<() => void>()

function zoneOf(chosen: string | null): string {
  return chosen && Intl.supportedValuesOf('timeZone').includes(chosen) ? chosen : chosen === 'UTC' ? 'UTC' : ownZone
}

export function prefer(change: Partial<Preferences>): void {
  now = { ...now, ...change }
  for (const [name, value] of Object.entries(change)) {
    try {
      localStorage.setItem(`leadyard-${name}`, value === true ? 'yes' : value === false ? 'no' : value)
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
  document.documentElement.classList.remove('light', 'dark')
  if (now.theme !== 'system') document.documentElement.classList.add(now.theme)
  for (const listener of listeners) listener()
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => now,
  )
}

/** The theme that is shown, and the next one. */
export function otherTheme({ theme }: Preferences): 'light' | 'dark' {
  const dark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
  return dark ? 'light' : 'dark'
}
