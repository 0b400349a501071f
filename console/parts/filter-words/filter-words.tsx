import { useTranslations } from 'use-intl'
import type { DeliverySearch } from '../../app/search.ts'

/** A filter in words: `crm-eu · rejected · dynamics-value-too-long · came in the last 7 days`. */
export function FilterWords({ of }: { of: DeliverySearch }) {
  const t = useTranslations('filter')
  const states = useTranslations('states')
  const words = [
    of.destination?.join(', '),
    of.state?.map((one) => states(one)).join(', '),
    of.class?.join(', '),
    of.problem?.join(', '),
    of.code,
    of.offer,
    of.replay && t('replay', { id: of.replay.slice(-8) }),
    of.from && t(of.from),
  ].filter(Boolean)
  return <>{words.length > 0 ? words.join(' · ') : t('all')}</>
}
