/** What stands around every page: navigation, who is signed in, whether changes are told at once. */
import { Link, Outlet } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { listenForChanges } from '../../hub/changes.ts'
import { Announcements } from '../../parts/announce/announce.tsx'
import { ReplayHost } from '../../parts/bulk/replay-host.tsx'
import { usePreferences } from '../preferences.ts'
import { Account } from './account.tsx'
import { Help } from './help.tsx'
import { useKeys } from './keys.ts'
import { places } from './places.ts'
import styles from './shell.module.css'

export function Shell() {
  const t = useTranslations('shell')
  const { zone } = usePreferences()
  const [live, setLive] = useState(false)
  const [helps, setHelps] = useState(false)
  useEffect(() => listenForChanges(setLive), [])
  useKeys({ onHelp: () => setHelps(true) })
  return (
    <>
      <a className={styles['skip']} href="#main">
        {t('skip')}
      </a>
      <header className={styles['bar']}>
        <Link to="/" className={styles['name']}>
          Leadyard <span className={styles['host']}>{location.host}</span>
        </Link>
        <nav className={styles['places']} aria-label={t('places')}>
          {places.map(({ to, name }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className={styles['place']}
            >
              {t(name)}
            </Link>
          ))}
        </nav>
        <span className={styles['live']}>
          <span aria-hidden="true" className={live ? styles['on'] : styles['off']}>
            ●
          </span>{' '}
          <span className={styles['told']}>{t(live ? 'live' : 'polls')}</span>
        </span>
        <span className={styles['zone']}>{zone}</span>
        <Account onHelp={() => setHelps(true)} />
      </header>
      <Outlet />
      <Announcements />
      <ReplayHost />
      <Help isOpen={helps} onOpenChange={setHelps} />
    </>
  )
}
