import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type Answer, hub } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Button } from '../../parts/button/button.tsx'
import { useReason } from '../../parts/reason/use-reason.ts'
import { Refused } from '../../parts/refused/refused.tsx'
import { State } from '../../parts/state/state.tsx'
import { Outlook } from './outlook.tsx'
import styles from './routing.module.css'
import { type NotSent, notSent } from './why-not.ts'

interface Props {
  run: Answer<'post /dry-runs'>
  /** Id of the stored lead that was tried. Its person is shown only after a reveal. */
  stored: string | undefined
}

/** Where the lead would go, where not and why, and what would be sent. */
export function DryRunAnswer({ run, stored }: Props) {
  const t = useTranslations('leadDryRun')
  const said = useReason()
  const routes = useHub('get /routes')
  const matrix = useHub('get /routes/matrix', { query: { limit: 1 } })
  const [revealed, setRevealed] = useState<string>()
  const [error, setError] = useState<Error | null>(null)
  const clear = stored === undefined || revealed === stored
  const not = notSent(run, matrix.data?.destinations ?? [], routes.data?.items ?? [])
  const reveal = (id: string) =>
    hub.call('post /leads/{id}/reveals', { params: { id } }).then(() => setRevealed(id), setError)
  return (
    <div className={styles['answer']}>
      <p role="status">
        <State of={run.state} /> {t('goes', { count: run.destinations.length })}
        {run.repeat && <> · {t('repeat')}</>}
      </p>
      {run.reason && <p>{said(run.reason)}</p>}
      <p className="soft small">
        {t('nothingSent', { version: run.configVersion })}{' '}
        {stored !== undefined && (
          <Link to="/leads/$id" params={{ id: stored }}>
            {t('openLead')}
          </Link>
        )}
      </p>
      {stored !== undefined && !clear && run.destinations.length > 0 && (
        <p>
          <Button onPress={() => void reveal(stored)}>{t('reveal')}</Button>{' '}
          <span className="soft small">{t('audited')}</span>
        </p>
      )}
      <Refused error={error} />
      <ul className={styles['outlooks']}>
        {run.destinations.map((one) => (
          <li key={one.destination} className={styles['outlook']}>
            <Outlook one={one} clear={clear} />
          </li>
        ))}
      </ul>
      {not.length > 0 && (
        <>
          <h3>{t('not')}</h3>
          <ul className={styles['rules']}>
            {not.map((one) => (
              <li key={one.destination}>
                <span aria-hidden="true">–</span> <strong>{one.destination}</strong>: <WhyNot one={one} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function WhyNot({ one: { kind, why, routes } }: { one: NotSent }) {
  const t = useTranslations('leadDryRun')
  const said = useReason()
  if (kind === 'rule') return <>{said(why ?? '')}</>
  if (kind === 'unnamed') return <>{t('unnamed')}</>
  const told = routes.map(({ route, unmet }) =>
    unmet.length > 0 ? t('unmet', { route, unmet: unmet.map(said).join(', ') }) : t('onlyOtherwise', { route }),
  )
  return <>{told.join('; ')}</>
}
