import { useFormatter, useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Spoken } from '../../parts/announce/spoken.tsx'
import { OwnMoment } from '../../parts/moment/moment.tsx'
import { NextStep } from './next-step.tsx'
import styles from './overview.module.css'
import { Sentence } from './sentence.tsx'

type Overview = Answer<'get /overview'>

const parts = ['arrived', 'waiting', 'undecided', 'cancelled', 'nowhere', 'erased'] as const

/** One sentence: what matters most, with the button for it; then where the leads of 24 hours are. */
export function Headline({ of: { arrives, first, leads, tests, alerts }, asOf }: { of: Overview; asOf: number }) {
  const t = useTranslations('overview')
  const format = useFormatter()
  const [most] = first
  const isWell = first.length === 0 && alerts.length === 0
  const allWell =
    first.length > 0
      ? t('allBut', { count: first.length })
      : alerts.length === 0
        ? t('allWell')
        : t('allWellBut', { count: alerts.length })
  const where = parts
    .filter((part) => part === 'arrived' || leads[part] > 0)
    .map((part) => t(`of.${part}`, { count: leads[part] }))
  return (
    <section className={`${styles['headline']} ${isWell ? styles['well'] : ''}`} aria-label={t('headline')}>
      <div className={styles['sentence']}>
        <Spoken>{arrives || !most ? allWell : <Sentence item={most} />}</Spoken>
        {most && !arrives && <NextStep item={most} kind="main" />}
      </div>
      <p>
        {leads.received === 0
          ? t('noneLately')
          : t('lately', { received: leads.received, where: format.list(where, { type: 'unit' }) })}
        {tests > 0 && <> {t('tests', { count: tests })}</>}
      </p>
      <p className="soft small">{t.rich('asOf', { at: () => <OwnMoment at={asOf} /> })}</p>
    </section>
  )
}
