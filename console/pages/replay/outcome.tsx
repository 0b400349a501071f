import { Link } from '@tanstack/react-router'
import { useFormatter, useTranslations } from 'use-intl'
import type { DeliverySearch } from '../../app/search.ts'
import type { Answer } from '../../hub/client.ts'
import styles from './replay.module.css'

type Replay = Answer<'get /replays/{id}'>

/** The states that each figure counts. Those of another replay have no list here. */
const states = {
  delivered: ['delivered'],
  inLine: ['queued', 'sending', 'waiting', 'held'],
  failed: ['rejected', 'uncertain', 'exhausted'],
  cancelled: ['cancelled'],
  replayedAgain: undefined,
} as const satisfies Record<keyof Replay['outcome'], DeliverySearch['state'] | undefined | readonly string[]>

/** Where the deliveries of a replay are now, each count with its list. */
export function Outcome({ one: { id, outcome, undone } }: { one: Replay }) {
  const t = useTranslations('replayPage')
  const format = useFormatter()
  const shown = (Object.keys(states) as (keyof typeof states)[]).filter(
    (key) => key !== 'replayedAgain' || outcome[key] > 0,
  )
  return (
    <dl className={styles['counts']}>
      {shown.map((key) => {
        const state = states[key]
        const count = <span className="number">{format.number(outcome[key])}</span>
        return (
          <div key={key} style={{ display: 'contents' }}>
            <dt>{count}</dt>
            <dd>
              {state && outcome[key] > 0 ? (
                <Link to="/deliveries" search={{ replay: id, state: [...state] }}>
                  {t(key)}
                </Link>
              ) : (
                t(key)
              )}
            </dd>
          </div>
        )
      })}
      {undone > 0 && (
        <div style={{ display: 'contents' }}>
          <dt className="number">{format.number(undone)}</dt>
          <dd>{t('undone')}</dd>
        </div>
      )}
    </dl>
  )
}
