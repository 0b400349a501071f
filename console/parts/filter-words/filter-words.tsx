import { useFormatter, useTranslations } from 'use-intl'
import { type DeliverySearch, isInstant, type LeadSearch } from '../../app/search.ts'

interface AnySearch extends Omit<DeliverySearch, 'state'>, Omit<LeadSearch, 'state'> {
  state?: (NonNullable<DeliverySearch['state']>[number] | NonNullable<LeadSearch['state']>[number])[] | undefined
}

/** A filter in words: `crm-eu · rejected · dynamics-value-too-long · came in the last 7 days`. */
export function FilterWords({ of }: { of: AnySearch }) {
  const t = useTranslations('filter')
  const format = useFormatter()
  const states = useTranslations('states')
  const words = [
    of.destination?.join(', '),
    of.state?.map((one) => states(one)).join(', '),
    // The class of a refused delivery has the name of its state.
    of.class
      ?.filter((one) => !(of.state as readonly string[] | undefined)?.includes(one))
      .map((one) => (one === 'none' ? t('noClass') : one))
      .join(', '),
    of.problem?.map((one) => (one === 'none' ? t('noProblem') : one)).join(', '),
    of.code === 'none' ? t('noCode') : of.code,
    of.source,
    of.offer,
    of.replay && t('replay', { id: of.replay.slice(-8) }),
    of.awaitingApproval && t('awaitingApproval'),
    of.from && (isInstant(of.from) ? t('since', { at: format.dateTime(new Date(of.from), exact) }) : t(of.from)),
  ].filter(Boolean)
  return <>{words.length > 0 ? words.join(' · ') : t('all')}</>
}

const exact = { dateStyle: 'medium', timeStyle: 'medium' } as const
