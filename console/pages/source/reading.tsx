import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import styles from './source.module.css'

/** How far a polled table is read, and what to do when it is not. */
export function Reading({ of }: { of: NonNullable<Answer<'get /sources/{id}'>['reading']> }) {
  const t = useTranslations('source')
  const moments = [
    ['succeeded', of.succeededAt],
    ['watermark', of.watermark],
    ['failedAt', of.failedAt],
    ['due', of.dueAt],
  ] as const
  return (
    <>
      {of.trouble && <Trouble {...of.trouble} />}
      {of.scanning && <p>{t('scanning')}</p>}
      <dl className={styles['values']}>
        {moments.map(([name, at]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t(name)}</dt>
            <dd>{at ? <Moment at={at} /> : t('never')}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
