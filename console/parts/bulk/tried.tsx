import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import styles from './bulk.module.css'

type Tried = Answer<'post /dry-runs/deliveries'>

/** Whether a replay may put a record at a far end twice. */
export function mayDouble({ destinations, more }: Tried): boolean {
  return destinations.some(({ repeat, mayBeThere }) => repeat === 'doubles' && (mayBeThere > 0 || more))
}

/** What today's mapping would do with the deliveries, and what a repeat does at their far ends. */
export function TriedWords({ of: { tried, pass, refused, destinations, more, configVersion } }: { of: Tried }) {
  const t = useTranslations('tried')
  return (
    <div className={styles['plan']}>
      <p>{t(more ? 'more' : 'all', { tried, pass, refused: tried - pass, version: configVersion.slice(0, 6) })}</p>
      {refused.length > 0 && (
        <details>
          <summary>{t('show')}</summary>
          <ul>
            {refused.map((one) => (
              <li key={`${one.destination} ${one.code} ${one.message}`}>
                {one.count} × {one.destination}: {one.message}{' '}
                <Link to="/leads/$id" params={{ id: one.lead }} target="_blank">
                  {t('example')}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
      {destinations
        .filter(({ mayBeThere }) => mayBeThere > 0)
        .map(({ destination, repeat, mayBeThere }) => (
          <p key={destination}>{t(repeat, { destination, count: mayBeThere })}</p>
        ))}
    </div>
  )
}
