import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { State } from '../../parts/state/state.tsx'
import styles from './routing.module.css'

type One = Answer<'post /dry-runs'>['destinations'][number]

/** What would happen at a destination. @param clear whether the lead's values may be shown */
export function Outlook({ one, clear }: { one: One; clear: boolean }) {
  const t = useTranslations('leadDryRun')
  const { destination, connector, route, alsoBy, handling, notes, refused, already, request, fields } = one
  return (
    <>
      <h3>
        <span aria-hidden="true" className={refused ? styles['refusedMark'] : styles['goes']}>
          {refused ? '●' : '✓'}
        </span>{' '}
        <Link to="/destinations/$id" params={{ id: destination }}>
          {destination}
        </Link>{' '}
        <span className="soft small">{connector}</span>
      </h3>
      <p>
        {t('route', { route })}
        {alsoBy.length > 0 && <> · {t('alsoBy', { routes: alsoBy.join(', ') })}</>}
        {handling.length > 0 && <> · {t('handling', { handling: handling.join(', ') })}</>}
      </p>
      {already && (
        <p>
          {t('already')} <State of={already} />
        </p>
      )}
      {refused && (
        <p>
          {t('refused')} {refused.message} <code>{refused.code}</code>
        </p>
      )}
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={JSON.stringify(note)}>{typeof note === 'string' ? note : t('cut', note)}</li>
          ))}
        </ul>
      )}
      {clear && (request || Object.keys(fields).length > 0) && (
        <details>
          <summary>{request ? t('request') : t('fields')}</summary>
          {request && (
            <p>
              <code>
                {request.method} {request.to}
              </code>
            </p>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <section className={styles['preview']} tabIndex={0} aria-label={t('requestTo', { destination })}>
            {request ? textOf(request) : JSON.stringify(fields, null, 2)}
          </section>
        </details>
      )}
    </>
  )
}

function textOf({ headers = {}, body }: NonNullable<One['request']>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const content = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
  return [...lines, ...(lines.length > 0 ? [''] : []), content].join('\n')
}
