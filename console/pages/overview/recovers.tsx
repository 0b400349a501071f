import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Count } from '../../parts/count/count.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './overview.module.css'
import { Tests } from './sentence.tsx'

/** What passes without a person: text, and no button. */
export function Recovers({ items }: { items: Answer<'get /overview'>['recovers'] }) {
  const t = useTranslations('overview')
  if (items.length === 0) return null
  return (
    <div className="soft">
      <p>{t('byItself')}</p>
      <ul className={styles['items']}>
        {items.map(({ kind, destination = '', count = 0, tests, next }) => (
          <li key={`${kind} ${destination}`}>
            {t.rich(kind, { destination, count, n: () => <Count of={count} /> })}
            <Tests among={{ tests, count }} />{' '}
            {next.at &&
              t.rich(next.what === 'probe' ? 'probe' : 'attempt', {
                at: () => <Moment at={next.at ?? ''} mayBeAhead />,
              })}
          </li>
        ))}
      </ul>
    </div>
  )
}
