/** What stands around every page: navigation, who is signed in, whether changes are told at once. */
import { Link, Outlet } from '@tanstack/react-router'
import { Suspense, useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { listenForChanges } from '../../hub/changes.ts'
import { Announcements, announce } from '../../parts/announce/announce.tsx'
import { ActHost } from '../../parts/bulk/act-host.tsx'
import { undoLast } from '../../parts/bulk/undo.ts'
import { laterPart } from '../later-part.ts'
import { DialogNotShown, LoadBoundary } from '../load-boundary.tsx'
import { useMe } from '../me.tsx'
import { usePreferences } from '../preferences.ts'
import { Account } from './account.tsx'
import { copyOf } from './copying.ts'
import { keepFocus } from './kept-focus.ts'
import { useKeys } from './keys.ts'
import { Live } from './live.tsx'
import { More } from './more.tsx'
import { places } from './places.ts'
import { useRoom } from './room.ts'
import styles from './shell.module.css'

const GoTo = laterPart(() => import('./go-to.tsx').then((file) => file.GoTo))
const Help = laterPart(() => import('./help.tsx').then((file) => file.Help))

export function Shell() {
  const t = useTranslations('shell')
  const { zone } = usePreferences()
  const { name } = useMe()
  const room = useRoom()
  const [shown, setShown] = useState<'help' | 'go-to'>()
  useEffect(() => listenForChanges(), [])
  useEffect(keepFocus, [])
  const onHelp = useCallback(() => setShown('help'), [])
  const onGoTo = useCallback(() => setShown('go-to'), [])
  const onUndo = useCallback(() => {
    undoLast(name).then(
      (undone) =>
        announce(
          undone ? t('undone', { count: undone.total, left: undone.attempted + undone.left }) : t('nothingToUndo'),
        ),
      (error: Error) => announce(error.message),
    )
  }, [t, name])
  const onCopy = useCallback(
    (what: 'link' | 'id') => void copyOf(what).then((done) => announce(t(done ? `${what}Copied` : 'notCopied'))),
    [t],
  )
  useKeys({ onHelp, onGoTo, onUndo, onCopy })
  const close = () => setShown(undefined)
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
          {places.slice(0, room).map(({ to, name }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className={styles['place']}
            >
              {t(name)}
            </Link>
          ))}
          <More rest={places.slice(room)} />
        </nav>
        <button type="button" className={styles['goTo']} onClick={onGoTo}>
          {t('goTo')} <kbd>Ctrl K</kbd>
        </button>
        <Live />
        <span className={styles['zone']}>{zone}</span>
        <Account onHelp={onHelp} />
      </header>
      <Outlet />
      <Announcements />
      <ActHost />
      <LoadBoundary key={shown} instead={(given) => <DialogNotShown {...given} onClose={close} />}>
        <Suspense>
          {shown === 'help' && <Help isOpen onOpenChange={close} />}
          {shown === 'go-to' && <GoTo onClose={close} />}
        </Suspense>
      </LoadBoundary>
    </>
  )
}
