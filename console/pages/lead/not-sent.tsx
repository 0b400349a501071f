import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useReason } from '../../parts/reason/use-reason.ts'
import styles from './lead.module.css'

/** The destinations that the lead did not go to, and why. */
export function NotSent({ routing: { whenRouted } }: { routing: Answer<'get /leads/{id}/routing'> }) {
  const t = useTranslations('lead')
  const said = useReason()
  const others = whenRouted.destinations.filter(({ sent }) => !sent)
  if (whenRouted.unknown) return <p className="soft">{said(whenRouted.unknown)}</p>
  if (others.length === 0) return null
  return (
    <details>
      <summary>{t('notSent', { count: others.length })}</summary>
      <ul className={styles['plain']}>
        {others.map(({ destination, why }) => (
          <li key={destination}>
            {destination}: {said(why)}
          </li>
        ))}
      </ul>
    </details>
  )
}
