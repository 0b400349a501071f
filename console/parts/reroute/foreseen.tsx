import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../answer/answered.tsx'
import type { Stranded } from './reroute.ts'

/** So many leads are tried; the oldest. */
const most = 100

/** Where the leads would go by the routes of today: the same routes are tried on them, and nothing is sent. */
export function Foreseen({ of }: { of: Stranded }) {
  const t = useTranslations('reroute')
  const tried = useHub('post /dry-runs/searches', { body: { ...of, limit: most } })
  return (
    <Answered asked={tried}>
      {({ items }) => {
        const names = items.flatMap(({ destinations }) => destinations.map(({ destination }) => destination))
        const byDestination = Map.groupBy(names, (name) => name)
        return (
          <>
            <p>
              {t('tried', {
                tried: items.length,
                routed: items.filter(({ state }) => state === 'routed').length,
                unrouted: items.filter(({ state }) => state === 'unrouted').length,
                suppressed: items.filter(({ state }) => state === 'suppressed').length,
              })}
            </p>
            <ul>
              {[...byDestination].map(([name, some]) => (
                <li key={name}>
                  {some.length} × <code>{name}</code>
                </li>
              ))}
            </ul>
          </>
        )
      }}
    </Answered>
  )
}
