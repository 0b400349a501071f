import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Act } from '../../parts/act/act.ts'
import { ActWords } from '../../parts/act/act-words.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './audit.module.css'

/** Acts, the newest first. What is done meanwhile waits behind a button, so that nothing moves under the reader. */
export function ActList({ items }: { items: readonly Act[] }) {
  const t = useTranslations('audit')
  const [newest, setNewest] = useState(() => BigInt(items[0]?.id ?? 0))
  const shown = items.filter(({ id }) => BigInt(id) <= newest)
  const waiting = items.length - shown.length
  return (
    <>
      <div role="status">
        {waiting > 0 && (
          <Button onPress={() => setNewest(BigInt(items[0]?.id ?? 0))}>{t('more', { count: waiting })}</Button>
        )}
      </div>
      <ul className={styles['acts']} aria-label={t('title')}>
        {shown.map((act) => (
          <li key={act.id} className={styles['act']}>
            <span className="soft">
              <Moment at={act.at} />
            </span>
            <span>{act.actor === '-' ? t('stranger') : act.actor}</span>
            <span>
              <ActWords act={act} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
