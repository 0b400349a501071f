/** What needs a person, the most pressing first, each with its remedy and its act. */
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { DestinationActs } from '../../parts/destination-acts/destination-acts.tsx'
import { type AnyState, State } from '../../parts/state/state.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import { Complaints } from './complaints.tsx'
import { NextStep } from './next-step.tsx'
import styles from './overview.module.css'
import { Sentence, type ToDo } from './sentence.tsx'

/** Items on the first page; the rest is told by its number. */
const most = 12

export function FirstToDo({ items }: { items: readonly ToDo[] }) {
  const t = useTranslations('overview')
  return (
    <>
      <div className={styles['items']}>
        {items.slice(0, most).map((item, at) => (
          <Item key={keyOf(item)} item={item} isFirst={at === 0} />
        ))}
      </div>
      {items.length > most && <p>{t('more', { count: items.length - most })}</p>}
    </>
  )
}

function keyOf({ kind, destination, source, channel, setting, code, problem }: ToDo): string {
  return [kind, destination, source, channel, setting, code, problem?.id].join(' ')
}

function Item({ item, isFirst }: { item: ToDo; isFirst: boolean }) {
  const t = useTranslations('toDo')
  const destinations = useHub('get /destinations')
  const stands = item.kind === 'held' || item.kind === 'paused'
  const destination = stands ? destinations.data?.items.find(({ id }) => id === item.destination) : undefined
  const trouble = destination?.trouble
  return (
    <article
      className={styles['item']}
      aria-label={`${t(`name.${item.kind}`)} ${item.destination ?? item.source ?? item.channel ?? ''}`}
      tabIndex={-1}
      data-step
    >
      <div className={styles['line']}>
        <Shape kind={item.kind} />
        <span>
          <Sentence item={item} />
        </span>
        <NextStep item={item} />
      </div>
      {item.kind === 'uncertain' && <p className="soft">{t('uncertainAdvice')}</p>}
      {item.kind === 'no-worker' && <p>{t('noWorkerAdvice')}</p>}
      {item.kind === 'configuration' && <Complaints />}
      {(item.problem ?? trouble) && (
        <details open={isFirst}>
          <summary>{t('whatToDo')}</summary>
          <Trouble
            code={item.code}
            message={trouble?.message}
            problem={item.problem ?? trouble?.problem}
            isReason={item.heldBy !== undefined}
          />
        </details>
      )}
      {destination && destination.state !== 'open' && <DestinationActs one={destination} />}
    </article>
  )
}

const states: readonly string[] = ['held', 'paused', 'uncertain', 'rejected', 'unrouted', 'unreadable', 'exhausted']

/** A state of a delivery, lead or destination as it is shown everywhere; other things by their name. */
function Shape({ kind }: { kind: ToDo['kind'] }) {
  const t = useTranslations('toDo')
  if (states.includes(kind)) return <State of={kind as AnyState} />
  return (
    <strong>
      <span aria-hidden="true">○</span> {t(`name.${kind}`)}
    </strong>
  )
}
