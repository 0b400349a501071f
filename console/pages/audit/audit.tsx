import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { usePreferences } from '../../app/preferences.ts'
import { useHubPages } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Page } from '../../parts/page/page.tsx'
import { More } from '../../parts/rows/more.tsx'
import { ActList } from './act-list.tsx'
import { periodOf } from './days.ts'
import { AuditFilters, useActor } from './filters.tsx'

const route = getRouteApi('/audit')

/** Who did what, when. */
export function AuditPage() {
  const t = useTranslations('audit')
  const { zone } = usePreferences()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const actor = useActor()
  const { action, subject, from, to } = search
  const asked = { actor, action, subject, ...periodOf(from, to, zone) }
  const pages = useHubPages('get /audit', asked)
  const filtered = Object.values(asked).some((value) => value !== undefined)
  const clear = () => void navigate({ search: {}, state: (now) => ({ ...now, actor: undefined }) })
  return (
    <Page title={t('title')}>
      <AuditFilters />
      {subject !== undefined && (
        <p>
          {t.rich('about', { code: () => <code>{subject}</code> })} <Button onPress={clear}>{t('clear')}</Button>
        </p>
      )}
      <Answered asked={pages}>
        {({ pages: all }) => {
          const items = all.flatMap((page) => page.items)
          if (items.length === 0) {
            return (
              <Empty>
                <p>{t(filtered ? 'nothingMatches' : 'nothing')}</p>
                {filtered && subject === undefined && <Button onPress={clear}>{t('clear')}</Button>}
              </Empty>
            )
          }
          return (
            <>
              <ActList key={JSON.stringify(asked)} items={items} />
              <More pages={pages} />
            </>
          )
        }}
      </Answered>
    </Page>
  )
}
