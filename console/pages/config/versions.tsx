import { Link } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { More } from '../../parts/rows/more.tsx'
import styles from './config.module.css'
import type { Version } from './in-force.tsx'
import { Since } from './since.tsx'

interface Props {
  items: readonly Version[]
  pages: ComponentProps<typeof More>['pages']
}

/** All that were in force, the last one first, each with what it changed. */
export function Versions({ items, pages }: Props) {
  const t = useTranslations('config')
  const { acts } = useMe()
  return (
    <>
      <ol className={styles['versions']}>
        {items.map(({ version, inForceSince, loadedAt, inForce }, at) => {
          const before = items[at + 1]?.version
          return (
            <li key={version} className={styles['version']}>
              <span>
                <code>{version}</code> {inForce && <strong>{t('isInForce')}</strong>}
              </span>
              <span>
                {t.rich('since', { at: () => <Moment at={inForceSince} /> })}
                {loadedAt !== inForceSince && (
                  <span className="soft"> {t.rich('firstLoaded', { at: () => <Moment at={loadedAt} /> })}</span>
                )}
              </span>
              <Since at={inForceSince} />
              {acts && before && (
                <Link to="/config" search={{ before, after: version }} aria-label={t('changesOf', { version })}>
                  {t('changes')}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
      {items.length === 1 && <p className="soft">{t('onlyOne')}</p>}
      <More pages={pages} />
    </>
  )
}
