import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../answer/answered.tsx'
import styles from './reroute.module.css'
import type { Stranded } from './reroute.ts'

/** How many of the leads have been routed, and what became of them. */
export function RerouteProgress({ of, done }: { of: Stranded; done: Answer<'post /reroutings'> }) {
  const t = useTranslations('reroute')
  const { state, ...rest } = of
  const count = { ...rest, count: true, limit: 1 } as const
  const waiting = useHub('get /leads', { query: { ...count, state: ['received'] } })
  const left = useHub('get /leads', { query: { ...count, state } })
  return (
    <div className={styles['plan']}>
      {done.stillUnreadable > 0 && <p>{t('stillUnreadable', { count: done.stillUnreadable })}</p>}
      <Answered asked={waiting}>
        {({ count: inLine = 0 }) => {
          const routed = Math.max(0, done.taken - inLine)
          return (
            <>
              <progress
                className={styles['bar']}
                max={Math.max(1, done.taken)}
                value={routed}
                aria-label={t('progress')}
              />
              <p role="status">{t('done', { routed, taken: done.taken })}</p>
              {inLine === 0 && left.data && <p>{t('left', { count: left.data.count ?? 0 })}</p>}
            </>
          )
        }}
      </Answered>
    </div>
  )
}
