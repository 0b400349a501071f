/** What happened to the destination, newest first: its states, what people did, and new configurations. */
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { type AnyState, State } from '../../parts/state/state.tsx'
import styles from './destination.module.css'

const most = 30

/** They change the state, so the history of the states has them with their actor. */
const told: readonly string[] = ['hold', 'release', 'pause', 'resume']

type Change = Answer<'get /destinations/{id}/history'>['items'][number]

export function History({ id }: { id: string }) {
  const t = useTranslations('destination')
  const states = useHub('get /destinations/{id}/history', { params: { id }, query: { limit: most } })
  const acts = useHub('get /audit', { query: { subject: id, limit: most } })
  const versions = useHub('get /config/versions', { query: { limit: most } })
  return (
    <Answered asked={states}>
      {({ items, next }) => {
        // What is older than the oldest state that is shown would stand there without its states.
        const since = next === null ? '' : (items.at(-1)?.at ?? '')
        const entries = [
          ...items.map((one) => ({ key: `s${one.id}`, at: one.at, shown: <Changed one={one} /> })),
          ...(acts.data?.items ?? [])
            .filter(({ action }) => !told.includes(action))
            .map((act) => ({ key: `a${act.id}`, at: act.at, shown: <Acted {...act} /> })),
          ...(versions.data?.items ?? []).map(({ version, inForceSince: at }) => ({
            ...{ key: version, at },
            shown: t('newConfiguration', { version: version.slice(0, 6) }) as ReactNode,
          })),
        ]
          .filter(({ at }) => at >= since)
          .sort((a, b) => b.at.localeCompare(a.at))
          .slice(0, most)
        if (entries.length === 0) return <p className="soft">{t('noHistory')}</p>
        return (
          <ul className={styles['history']}>
            {entries.map(({ key, at, shown }) => (
              <li key={key}>
                <Moment at={at} /> · {shown}
              </li>
            ))}
          </ul>
        )
      }}
    </Answered>
  )
}

function Changed({ one: { state, actor, problem, code, reason } }: { one: Change }) {
  const t = useTranslations('destination')
  return (
    <>
      {isState(state) ? <State of={state} /> : state} · {actor ?? t('theHub')}
      {(problem ?? code) && (
        <>
          {' '}
          · <code>{problem ?? code}</code>
        </>
      )}
      {reason && <> · {reason}</>}
    </>
  )
}

function isState(text: string): text is AnyState {
  return ['open', 'held', 'resting', 'paused'].includes(text)
}

function Acted({ actor, action }: { actor: string; action: string }) {
  const t = useTranslations('destination')
  return (
    <>
      {actor} · {action === 'check' || action === 'test-lead' ? t(`did.${action}`) : <code>{action}</code>}
    </>
  )
}
