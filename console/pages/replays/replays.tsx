import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Page } from '../../parts/page/page.tsx'
import { WorkKinds } from '../../parts/work/work-kinds.tsx'
import { Lookups } from './lookups.tsx'
import { Others } from './others.tsx'
import { Replays } from './replay-list.tsx'

const route = getRouteApi('/replays')

/** What work on many is under way, and what was. */
export function ReplaysPage() {
  const t = useTranslations('work')
  const { of } = route.useSearch()
  return (
    <Page title={t(of ?? 'title')}>
      <WorkKinds />
      {of === 'lookups' ? <Lookups /> : of === 'others' ? <Others /> : <Replays />}
    </Page>
  )
}
