import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Mark, type Tone } from '../../parts/state/mark.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import styles from './alerts.module.css'
import { TestMessage } from './test-message.tsx'

type Channel = Answer<'get /channels'>['items'][number]

const shapes = {
  works: ['✓', 'delivered'],
  failing: ['▲', 'rejected'],
  held: ['■', 'held'],
  unused: ['○', 'soft'],
} as const satisfies Record<string, readonly [string, Tone]>

function standingOf({ state, failingSince, sentAt }: Channel): keyof typeof shapes {
  if (state === 'held') return 'held'
  return failingSince ? 'failing' : sentAt ? 'works' : 'unused'
}

export function ChannelCard({ one }: { one: Channel }) {
  const t = useTranslations('channels')
  const { acts } = useMe()
  const { id, label, failingSince, sentAt, waiting, failure } = one
  const standing = standingOf(one)
  const [shape, tone] = shapes[standing]
  return (
    <article className={styles['card']} aria-label={id}>
      <h3 className={styles['head']}>
        <span>{id}</span>
        <span className="soft small">{label}</span>
        <Mark shape={shape} tone={tone}>
          {t(standing)} {failingSince && t.rich('failsSince', { at: () => <Moment at={failingSince} /> })}
        </Mark>
      </h3>
      {failure && <Trouble message={failure.message} code={failure.code} problem={failure.problem} />}
      {standing === 'held' && <p className="soft">{t('heldWhy')}</p>}
      <p>
        {sentAt ? t.rich('sentAt', { at: () => <Moment at={sentAt} /> }) : t('neverSent')}
        {waiting > 0 && <> · {t('waiting', { count: waiting })}</>}
      </p>
      <p>
        <Link to="/alerts" search={{ of: 'messages', channel: id }}>
          {t('itsMessages')}
        </Link>
      </p>
      {acts ? <TestMessage id={id} /> : <p className="soft">{t('askOperator')}</p>}
    </article>
  )
}
