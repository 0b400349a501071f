import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { MessageOutcome, MessageState } from '../../parts/alert/message-outcome.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './alert.module.css'

type Mark = Answer<'get /alerts/{id}'>['told'][number]

/** Channel by channel: when it was told, and the receipt of the message. */
export function Told({ of }: { of: readonly Mark[] }) {
  const t = useTranslations('alerts')
  return (
    <ul className={styles['told']} aria-label={t('told')}>
      {of.map((one) => (
        <li key={one.channel} className={styles['one']}>
          <p>
            <Link to="/alerts" search={{ of: 'messages', channel: one.channel }}>
              {one.channel}
            </Link>{' '}
            · {t.rich('toldAt', { at: () => <Moment at={one.at} /> })} · {t('reminders', { count: one.reminders })}
            {one.closed && <> · {t('endTold')}</>}
          </p>
          <Outcome message={one.message} />
        </li>
      ))}
    </ul>
  )
}

function Outcome({ message: id }: { message: string }) {
  const t = useTranslations('messages')
  const { data, error } = useHub('get /messages/{id}', { params: { id } })
  if (error) return <p className="soft">{t('forgotten')}</p>
  if (!data) return null
  return (
    <>
      <p>
        <MessageState of={data.state} />{' '}
        {data.settledAt && t.rich('settled', { at: () => <Moment at={data.settledAt ?? ''} /> })}
      </p>
      <MessageOutcome of={data} />
    </>
  )
}
