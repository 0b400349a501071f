/** What somebody changed in the configuration between the last good delivery and the first failed attempt. */
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './destination.module.css'

export function WhatChanged({ id }: { id: string }) {
  const t = useTranslations('destination')
  const { acts } = useMe()
  const point = useHub('get /destinations/{id}/turning-point', { params: { id } })
  const [last, first] = [point.data?.lastDelivered, point.data?.firstFailed]
  if (!last || !first) return null
  const times = { last: () => <Moment at={last.at} />, first: () => <Moment at={first.at} /> }
  if (last.configVersion === first.configVersion) return <p>{t.rich('unchanged', times)}</p>
  const versions = { before: last.configVersion.slice(0, 6), after: first.configVersion.slice(0, 6) }
  return (
    <div className={styles['changed']}>
      <p>{t.rich('changed', { ...times, ...versions })}</p>
      {acts && <Differences id={id} from={last.configVersion} to={first.configVersion} />}
      <p>
        <Link to={'/config' as '/'}>{t('configuration')}</Link>
      </p>
    </div>
  )
}

type Difference = Answer<'get /config/versions/{version}/differences'>['differences'][number]

function Differences({ id, from, to }: { id: string; from: string; to: string }) {
  const t = useTranslations('destination')
  const compared = useHub('get /config/versions/{version}/differences', { params: { version: from }, query: { to } })
  return (
    <Answered asked={compared}>
      {({ differences }) => {
        const own = differences.filter(({ path }) => concerns(path, id))
        const others = differences.length - own.length
        return (
          <>
            <ul className={styles['history']}>
              {own.map((one) => (
                <li key={one.path}>
                  <OneChange one={one} />
                </li>
              ))}
            </ul>
            {own.length === 0 && <p>{t('notItsOwn')}</p>}
            {others > 0 && <p className="soft">{t('otherChanges', { count: others })}</p>}
          </>
        )
      }}
    </Answered>
  )
}

/** `destinations.crm-eu.applicationKey`; an id with dots stands in brackets. */
function concerns(path: string, id: string): boolean {
  return [`destinations.${id}`, `destinations["${id}"]`].some(
    (own) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`),
  )
}

function OneChange({ one: { path, change, before, after } }: { one: Difference }) {
  const t = useTranslations('destination')
  return (
    <>
      <code>{path}</code> {t(`change.${change}`)}
      {change === 'changed' && (
        <>
          : <code>{textOf(before)}</code> → <code>{textOf(after)}</code>
        </>
      )}
    </>
  )
}

/** Characters of a value: the whole difference stands on the page of the configuration. */
const longest = 120

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
