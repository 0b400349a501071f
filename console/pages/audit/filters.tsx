import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { usePreferences } from '../../app/preferences.ts'
import { beginOf, type Period } from '../../app/search.ts'
import { keepSought, soughtOf } from '../../app/sought.ts'
import { dayIn } from '../../app/zone.ts'
import { useHub } from '../../hub/queries.ts'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { DateField } from '../../parts/field/date-field.tsx'
import { audit as en } from '../../texts/en/audit.ts'

const route = getRouteApi('/audit')

/** Names are looked for among so many acts. */
const recent = 300

export function AuditFilters() {
  const t = useTranslations('audit')
  const did = useTranslations('audit.did')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { zone } = usePreferences()
  const actor = useActor()
  const acts = useHub('get /audit', { query: { limit: recent } })
  const names = [...new Set(acts.data?.items.map((act) => act.actor))].sort()
  const choose = (change: object) => void navigate({ search: { ...search, ...change }, state: (now) => now })
  // The name of a person at an identity provider may be an address, which stands in no address bar.
  const chooseActor = (name: string | undefined) =>
    void navigate({
      search: { ...search, actor: name?.includes('@') ? undefined : name },
      state: (now) => ({ ...now, actor: name?.includes('@') ? keepSought(name) : undefined }),
    })
  const from = search.from?.startsWith('-') ? beginOf(search.from as Period).from : undefined
  return (
    <Filters>
      <Choose
        label={t('actor')}
        all={t('anybody')}
        value={actor}
        options={names.map((value) => ({ value, text: value === '-' ? t('stranger') : value }))}
        onChange={chooseActor}
      />
      <Choose
        label={t('action')}
        all={t('anything')}
        value={search.action}
        options={(Object.keys(en.audit.did) as (keyof typeof en.audit.did)[]).map((value) => ({
          value,
          text: did(value),
        }))}
        onChange={(action) => choose({ action })}
      />
      <DateField
        label={t('from')}
        value={from ? dayIn(from, zone) : search.from}
        onChange={(value) => choose({ from: value })}
      />
      <DateField label={t('to')} value={search.to} onChange={(value) => choose({ to: value })} />
    </Filters>
  )
}

/** Whose acts are shown. */
export function useActor(): string | undefined {
  const { actor } = route.useSearch()
  const hidden = soughtOf(useLocation({ select: ({ state }) => state.actor }))
  return actor ?? (hidden || undefined)
}
