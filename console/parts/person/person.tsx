import { useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { Toggle } from '../toggle/toggle.tsx'
import { masked } from './masked.ts'

let shown = false
const listeners = new Set<() => void>()

/** Whether names are shown in lists. It is never stored, so it ends with the visit. */
function useShown(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown,
  )
}

/** A person in a list: first letters, until somebody switches names on. A viewer gets no more from the hub. */
export function Person({ name, company }: { name: string | null; company: string | null }) {
  const inClear = useShown()
  const t = useTranslations('person')
  const texts = [name, company].filter((text) => text !== null && text !== '')
  if (texts.length === 0) return <span className="soft">{t('unnamed')}</span>
  return <>{texts.map((text) => (inClear ? text : masked(text ?? ''))).join(' · ')}</>
}

/** Switches the names of lists on for this visit. */
export function ShowNames() {
  const t = useTranslations('person')
  const isOn = useShown()
  const { acts } = useMe()
  if (!acts) return null
  function show(on: boolean): void {
    shown = on
    for (const listener of listeners) listener()
  }
  return (
    <Toggle isOn={isOn} onChange={show}>
      {t('show')}
    </Toggle>
  )
}
