import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useDayName } from '../../parts/day/use-day-name.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './proof.module.css'

type Row = Answer<'post /reconciliations/referrals'>['items'][number]

/** Rows that are shown at most; the terminal shows them all. */
const most = 200

/** Rows of the file by number and Microsoft's id. No address and no company is asked for. */
export function RowList({ result, rows }: { result: Row['result']; rows: readonly Row[] }) {
  const t = useTranslations('download')
  const dayName = useDayName()
  if (rows.length === 0) return null
  const name = t('list', { name: t(result), count: rows.length })
  return (
    <details open={result === 'missing'} className={styles['list']}>
      <summary>{name}</summary>
      <ul aria-label={name}>
        {rows.slice(0, most).map(({ row, referral, created, wholeDay, offer, why, leads }) => (
          <li key={row}>
            {t('row', { row })} · {referral && <code>{referral}</code>} {offer} · {/* A file may tell the day alone. */}
            {t.rich('created', { at: () => (wholeDay ? dayName(created.slice(0, 10)) : <Moment at={created} />) })}
            {why && <> · {t(`why.${why}`)}</>}
            {leads.length > 0 && (
              <>
                {' '}
                · {t('mayBe')} <Leads ids={leads.slice(0, 5)} />
              </>
            )}
          </li>
        ))}
      </ul>
      {rows.length > most && <p>{t('more', { count: rows.length - most })}</p>}
    </details>
  )
}

export function Leads({ ids }: { ids: readonly string[] }) {
  const t = useTranslations('proof')
  return ids.map((id, at) => (
    <span key={id}>
      {at > 0 && ', '}
      <Link to="/leads/$id" params={{ id }}>
        {t('lead', { id: id.slice(-8) })}
      </Link>
    </span>
  ))
}
