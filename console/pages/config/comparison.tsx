import { getRouteApi } from '@tanstack/react-router'
import { useFormatter, useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { Differences } from './differences.tsx'
import type { Version } from './in-force.tsx'

const route = getRouteApi('/config')

/** Any two configurations; at first the one in force and the one before it. */
export function Comparison({ versions }: { versions: readonly Version[] }) {
  const t = useTranslations('config')
  const format = useFormatter()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const after = search.after ?? versions[0]?.version
  const before = search.before ?? versions.find(({ version }) => version !== after)?.version
  if (after === undefined || before === undefined) return <p>{t('onlyOne')}</p>
  const options = versions.map(({ version, inForceSince }) => ({
    value: version,
    text: `${version} · ${format.dateTime(new Date(inForceSince), exact)}`,
  }))
  const choose = (change: object) =>
    void navigate({ search: { before, after, ...change }, resetScroll: false, replace: true })
  return (
    <>
      <Filters>
        <Choose
          label={t('before')}
          all={t('previous')}
          value={before}
          options={options}
          onChange={(value) => choose({ before: value })}
        />
        <Choose
          label={t('after')}
          all={t('newest')}
          value={after}
          options={options}
          onChange={(value) => choose({ after: value })}
        />
      </Filters>
      <Between before={before} after={after} />
    </>
  )
}

function Between({ before, after }: { before: string; after: string }) {
  const asked = useHub('get /config/versions/{version}/differences', {
    params: { version: before },
    query: { to: after },
  })
  return <Answered asked={asked}>{(found) => <Differences of={found} />}</Answered>
}

const exact = { dateStyle: 'medium', timeStyle: 'short' } as const
