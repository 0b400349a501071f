import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useAct, useHub } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import styles from './settings.module.css'

type Session = Answer<'get /sessions'>['items'][number]

/** Who is signed in. Operators see all, and end any. */
export function Sessions() {
  const t = useTranslations('settings')
  const { acts } = useMe()
  return acts ? <AllSessions /> : <p className="soft">{t('askOperator')}</p>
}

function AllSessions() {
  const t = useTranslations('settings')
  const sessions = useHub('get /sessions')
  const end = useAct('delete /sessions/{id}')
  const list = useRef<HTMLUListElement>(null)
  function endIt({ id, name }: Session): void {
    const onSuccess = () => {
      announce(t('ended', { name }))
      // The button that had the focus is gone.
      list.current?.focus()
    }
    end.mutate({ params: { id } }, { onSuccess })
  }
  return (
    <Answered asked={sessions}>
      {({ items }) => (
        <>
          <Refused error={end.error} />
          <ul ref={list} tabIndex={-1} className={styles['sessions']} aria-label={t('sessions')}>
            {items.map((one) => (
              <li key={one.id} className={styles['session']}>
                <SessionWords one={one} />
                <Button
                  isDisabled={end.isPending}
                  aria-label={one.current ? t('signOut') : t('endOf', { name: one.name })}
                  onPress={() => endIt(one)}
                >
                  {t(one.current ? 'signOut' : 'end')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Answered>
  )
}

function SessionWords({ one }: { one: Session }) {
  const t = useTranslations('settings')
  const roles = useTranslations('account')
  return (
    <div>
      <p>
        <strong>{one.name}</strong> · {roles(one.role)} · {t(`by.${one.by}`)}
        {one.current && <strong> · {t('thisOne')}</strong>}
      </p>
      <p className="soft small">
        {t.rich('since', { at: () => <Moment at={one.createdAt} /> })} ·{' '}
        {t.rich('seen', { at: () => <Moment at={one.seenAt} /> })}
      </p>
    </div>
  )
}
