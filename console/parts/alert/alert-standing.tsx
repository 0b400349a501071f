import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Moment } from '../moment/moment.tsx'
import type { Alert } from './alert.ts'

/** Who knows of it, what explains it, and whether it is over. */
export function AlertStanding({ of }: { of: Alert }) {
  const t = useTranslations('alerts')
  const { acknowledgement: known, inhibitedBy, endedAt, closedAt, reopened, escalatedAt, toldAt } = of
  const at = (moment: string) => ({ at: () => <Moment at={moment} /> })
  return (
    <>
      {known && (
        <p>
          {t.rich('acknowledgedBy', { by: known.by, ...at(known.at) })}{' '}
          {known.until && t.rich('until', { at: () => <Moment at={known.until ?? ''} mayBeAhead /> })}{' '}
          {known.note && t('note', { note: known.note })}
        </p>
      )}
      {inhibitedBy && !closedAt && (
        <p>
          {t.rich('explained', {
            link: (words) => (
              <Link to="/alerts/$id" params={{ id: inhibitedBy }}>
                {words}
              </Link>
            ),
          })}
        </p>
      )}
      {closedAt ? <p>{t.rich('closedAt', at(closedAt))}</p> : endedAt && <p>{t.rich('ended', at(endedAt))}</p>}
      {reopened > 0 && <p>{t('reopened', { count: reopened })}</p>}
      {escalatedAt && <p>{t.rich('escalated', at(escalatedAt))}</p>}
      {!toldAt && !inhibitedBy && !closedAt && <p className="soft">{t('untold')}</p>}
    </>
  )
}
