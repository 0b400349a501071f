import { Suspense } from 'react'
import { laterPart } from '../../app/later-part.ts'
import { LoadBoundary, NotShown } from '../../app/load-boundary.tsx'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'

const AlertList = laterPart(() => import('./alert-list.tsx').then((file) => file.AlertList))

/** Alerts that the other lists of the page lack, and channels that fail. Nothing is shown while there is neither. */
export function OpenAlerts({ of: { alerts: items, first } }: { of: Answer<'get /overview'> }) {
  const channels = useHub('get /channels').data?.items ?? []
  const told = [
    ...items.filter(({ kind }) => kind === 'channel').map(({ subject }) => subject),
    ...first.map(({ channel }) => channel),
  ]
  const failing = channels.filter(({ id, failingSince }) => failingSince !== null && !told.includes(id))
  if (items.length === 0 && failing.length === 0) return null
  return (
    <LoadBoundary instead={(given) => <NotShown {...given} />}>
      <Suspense>
        <AlertList items={items} failing={failing} />
      </Suspense>
    </LoadBoundary>
  )
}
