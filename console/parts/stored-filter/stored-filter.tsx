import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { deliverySearch } from '../../app/search.ts'
import { FilterWords } from '../filter-words/filter-words.tsx'
import { Moment } from '../moment/moment.tsx'

/** The filter of work on many, as the hub keeps it, in words. What tells of a person is told as such, and not shown. */
export function StoredFilter({ of }: { of: Readonly<Record<string, unknown>> }) {
  const t = useTranslations('work')
  const known = deliverySearch({ ...of, from: undefined })
  const text = (key: string) => (typeof of[key] === 'string' ? (of[key] as string) : undefined)
  const [from, to, lead] = [text('from'), text('to'), text('lead')]
  const moment = (at: string) => ({ at: () => <Moment at={at} mayBeAhead /> })
  const more: ReactNode[] = [
    typeof of['ids'] === 'number' && t('chosen', { count: of['ids'] }),
    of['doubled'] === true && t('doubled'),
    of['email'] !== undefined && t('ofPerson'),
    of['reference'] !== undefined && t('ofReference'),
    from && t.rich('from', moment(from)),
    to && t.rich('to', moment(to)),
    lead &&
      t.rich('ofLead', {
        lead: (words) => (
          <Link to="/leads/$id" params={{ id: lead }}>
            {words}
          </Link>
        ),
      }),
  ].filter(Boolean)
  const isKnown = Object.values(known).some((value) => value !== undefined)
  if (!isKnown && more.length === 0) return <>{t('everything')}</>
  return (
    <>
      {isKnown && <FilterWords of={known} />}
      {more.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no other name
        <span key={at}>
          {(isKnown || at > 0) && ' · '}
          {one}
        </span>
      ))}
    </>
  )
}
