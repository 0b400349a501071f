import { Link } from '@tanstack/react-router'
import { useFormatter, useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Count } from '../count/count.tsx'
import { Moment } from '../moment/moment.tsx'
import styles from './source.module.css'

type Source = Pick<
  Answer<'get /sources'>['items'][number],
  'id' | 'lastLead' | 'day' | 'usualDay' | 'silence' | 'unreadable' | 'retentionDays' | 'reading' | 'refused'
>

/** Whether leads come in as usual. Trouble comes first, each with a shape and a word. */
export function SourceFacts({ one }: { one: Source }) {
  const t = useTranslations('sources')
  const format = useFormatter()
  const { id, lastLead, day, usualDay, silence, unreadable, retentionDays, reading, refused } = one
  const wrongKeys = refused.find(({ status }) => status === 401)
  return (
    <ul className={styles['facts']}>
      {reading?.failing && (
        <li className={styles['bad']}>
          <span aria-hidden="true">●</span> {t('cannotRead', { failures: reading.failures })}
        </li>
      )}
      {silence && (
        <li className={styles['odd']}>
          <span aria-hidden="true">▲</span>{' '}
          {silence.since
            ? t.rich('silentSince', { usually: silence.usually, at: () => <Moment at={silence.since ?? ''} /> })
            : t('silent', { usually: silence.usually })}
        </li>
      )}
      {wrongKeys && (
        <li className={styles['odd']}>
          <span aria-hidden="true">▲</span>{' '}
          {t.rich('wrongKeys', { posts: wrongKeys.posts, at: () => <Moment at={wrongKeys.lastAt} /> })}
        </li>
      )}
      {unreadable > 0 && (
        <li className={styles['bad']}>
          <span aria-hidden="true">●</span>{' '}
          <Link to="/leads" search={{ source: id, state: ['unreadable'] }}>
            {t.rich('unreadable', { count: unreadable, n: () => <Count of={unreadable} /> })}
          </Link>
        </li>
      )}
      <li>
        {lastLead ? (
          <Link to="/leads/$id" params={{ id: lastLead.id }}>
            {t.rich('lastLead', { at: () => <Moment at={lastLead.receivedAt} /> })}
          </Link>
        ) : (
          t('never')
        )}
      </li>
      <li>
        {t('rate', { day })}
        {usualDay > 0 && <>; {t('usual', { usual: format.number(usualDay, { maximumFractionDigits: 1 }) })}</>}
      </li>
      <li className="soft">{retentionDays === null ? t('keptForEver') : t('kept', { days: retentionDays })}</li>
    </ul>
  )
}
