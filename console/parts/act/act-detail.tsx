import { useTranslations } from 'use-intl'
import { StoredFilter } from '../stored-filter/stored-filter.tsx'
import type { Act } from './act.ts'

/** Told with the subject already. */
const told = ['lead', 'lookup']

/** The figures and reasons of an act. */
export function ActDetail({ detail }: { detail: Act['detail'] }) {
  const t = useTranslations('audit')
  const name = (key: string) => (t.has(`detail.${key}` as 'detail.was') ? t(`detail.${key}` as 'detail.was') : key)
  const shown = Object.entries(detail).filter(([key, value]) => !told.includes(key) && value !== null && value !== '')
  return (
    <span className="soft">
      {shown.map(([key, value], at) => (
        <span key={key}>
          {at > 0 && ' · '}
          {name(key)}: <Value of={value} isFilter={key === 'filter'} />
        </span>
      ))}
    </span>
  )
}

function Value({ of, isFilter }: { of: unknown; isFilter: boolean }) {
  const t = useTranslations('audit')
  const states = useTranslations('states')
  if (of === true || of === false) return t(of ? 'yes' : 'no')
  if (Array.isArray(of) && of.length > 3) return of.length
  if (isFilter && typeof of === 'object' && of !== null) return <StoredFilter of={of as Record<string, unknown>} />
  if (Array.isArray(of) && of.every((one) => typeof one === 'string')) return <Ids of={of} />
  if (typeof of === 'object') return JSON.stringify(of)
  const text = String(of)
  return states.has(text as 'held') ? states(text as 'held') : text
}

/** Ids, or short words. An id is told by its end, as everywhere. */
function Ids({ of }: { of: readonly string[] }) {
  return of.map((one, at) => (
    <span key={one}>
      {at > 0 && ', '}
      {id.test(one) ? <code title={one}>…{one.slice(-8)}</code> : one}
    </span>
  ))
}

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
