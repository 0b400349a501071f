import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import styles from './lead.module.css'

/** The destinations that the lead did not go to, and why. */
export function NotSent({ routing: { whenRouted } }: { routing: Answer<'get /leads/{id}/routing'> }) {
  const t = useTranslations('lead')
  const others = whenRouted.destinations.filter(({ sent }) => !sent)
  if (whenRouted.unknown) return <p className="soft">{whenRouted.unknown}</p>
  if (others.length === 0) return null
  return (
    <details>
      <summary>{t('notSent', { count: others.length })}</summary>
      <ul className={styles['plain']}>
        {others.map(({ destination, why }) => (
          <li key={destination}>
            {destination}: {why}
          </li>
        ))}
      </ul>
    </details>
  )
}
