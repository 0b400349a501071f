import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Mark } from '../../parts/state/mark.tsx'

/** Whether the daily test lead gets in by the public address; nothing for a source without one. */
export function Canary({ source }: { source: string }) {
  const t = useTranslations('silence')
  const { data } = useHub('get /silence')
  const canary = data?.canaries.find((one) => one.source === source)
  if (!canary) return null
  const { failures, reason, arrivedAt } = canary
  return (
    <>
      {failures > 0 && (
        <p>
          <Mark shape="▲" tone="held">
            {t('canaryFails', { failures, reason })}
          </Mark>
        </p>
      )}
      {arrivedAt && <p>{t.rich('canary', { at: () => <Moment at={arrivedAt} /> })}</p>}
    </>
  )
}
