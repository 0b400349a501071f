import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Count } from '../count/count.tsx'
import { Duration } from '../duration/duration.tsx'
import { Moment } from '../moment/moment.tsx'
import { State } from '../state/state.tsx'
import { quoteOf, Wording } from '../trouble/trouble.tsx'
import styles from './destination-card.module.css'

type Destination = Answer<'get /destinations'>['items'][number]

const shown = ['queued', 'sending', 'waiting', 'held', 'rejected', 'uncertain', 'exhausted'] as const

/** Milliseconds before its end at which a secret is told of. */
const soon = 30 * 86_400_000

/** How a destination is, at a glance. */
export function DestinationCard({ one }: { one: Destination }) {
  const t = useTranslations('destinations')
  const said = one.trouble && quoteOf(one.trouble)
  const counts = shown.filter((state) => (one.counts[state] ?? 0) > 0)
  const ending = one.expiries.filter(({ at }) => Date.parse(at) < Date.now() + soon)
  return (
    <li className={styles['card']}>
      <p>
        <strong>
          <Link to="/destinations/$id" params={{ id: one.id }}>
            {one.id}
          </Link>
        </strong>{' '}
        <span className="soft">{one.connector}</span>
      </p>
      <p>
        <State of={one.state} /> <Moment at={one.since} />
      </p>
      {!one.configured && <p>{t('gone')}</p>}
      {counts.length > 0 && (
        <p className={styles['counts']}>
          {counts.map((state) => (
            <span key={state}>
              <Count of={one.counts[state] ?? 0} /> <State of={state} />
            </span>
          ))}
        </p>
      )}
      <Day one={one} />
      {one.tellsUsage && <Quotas id={one.id} />}
      {ending.map(({ setting, at }) => (
        <p key={setting}>
          <span aria-hidden="true">⚠</span> {t.rich('ends', { setting, at: () => <Moment at={at} mayBeAhead /> })}
        </p>
      ))}
      {said && <Wording {...said} />}
    </li>
  )
}

/** The figures of 24 hours. */
function Day({ one: { delivered, pace, tests } }: { one: Destination }) {
  const t = useTranslations('destinations')
  const format = useFormatter()
  return (
    <p className="soft">
      {t('day', { delivered: format.number(delivered.day) })}
      {pace.failed > 0 && <> · {t('failed', { failed: pace.failed })}</>}
      {tests.delivered > 0 && <> · {t('tests', { tests: tests.delivered })}</>}
      {tests.failed > 0 && <> · {t('testsFailed', { tests: tests.failed })}</>}
      {pace.p95 !== null && (
        <>
          {' '}
          · p95 <Duration ms={pace.p95} />
        </>
      )}
    </p>
  )
}

/** What is left of its quotas. When the far end does not tell, the page of the destination says why. */
function Quotas({ id }: { id: string }) {
  const t = useTranslations('destinations')
  const format = useFormatter()
  const { data } = useHub('get /destinations/{id}/usage', { params: { id } })
  return (data?.items ?? []).map(({ quota, used, limit }) => (
    <p key={quota} className="soft">
      {limit === null
        ? t('used', { quota, used: format.number(used) })
        : t('usedOf', { quota, used: format.number(used), limit: format.number(limit) })}
    </p>
  ))
}

export function DestinationCards({ children }: { children: ReactNode }) {
  return <ul className={styles['cards']}>{children}</ul>
}
