/** Whether changes are told at once, only asked for, or whether the hub does not answer, and as of when the page is then. */
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { byHubClock, contact, onContact } from '../../hub/contact.ts'
import { announce } from '../../parts/announce/announce.tsx'
import styles from './shell.module.css'

/** Milliseconds between two looks at the clock: a hub that stands still tells nothing. */
const lookEvery = 1_000

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, lookEvery)
  const end = onContact(listener)
  return () => {
    clearInterval(timer)
    end()
  }
}

export function Live() {
  const t = useTranslations('shell')
  const format = useFormatter()
  const now = useSyncExternalStore(subscribe, contact)
  const text = now.is === 'away' ? t('away', { at: format.dateTime(new Date(byHubClock(now.asOf)), time) }) : t(now.is)
  const wasAway = useRef(false)
  const isAway = now.is === 'away'
  useEffect(() => {
    if (isAway === wasAway.current) return
    wasAway.current = isAway
    announce(isAway ? text : t('back'))
  }, [isAway, text, t])
  return (
    <span className={styles['live']}>
      <span aria-hidden="true" className={styles[now.is]}>
        {isAway ? '▲' : '●'}
      </span>{' '}
      <span className={isAway ? undefined : styles['told']}>{text}</span>
    </span>
  )
}

const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
