import { useTranslations } from 'use-intl'
import { byDestination, type Figures, type NotAsked } from './figures.ts'
import styles from './proof.module.css'

interface Props {
  items: readonly Figures[]
  unasked: readonly NotAsked[]
}

/** Why nothing is known of records, destination by destination. */
export function WhyUnchecked({ items, unasked }: Props) {
  const t = useTranslations('proof')
  const some = byDestination(items).filter(({ sums }) => sums.unchecked > 0)
  if (some.length === 0) return null
  return (
    <>
      <h4 className={styles['small']}>{t('why')}</h4>
      <ul className={styles['why']}>
        {some.map(({ destination }) => {
          const reason = unasked.find((one) => one.destination === destination)
          return (
            <li key={destination}>
              <strong>{destination}</strong>: {reason ? t(`whyIs.${reason.why}`) : t('whyRecord')}{' '}
              {reason?.message && <q lang="en">{reason.message}</q>} {reason?.code && <code>{reason.code}</code>}
            </li>
          )
        })}
      </ul>
    </>
  )
}
