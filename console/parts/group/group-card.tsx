import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Begin } from '../../app/search.ts'
import { useHub } from '../../hub/queries.ts'
import { Count } from '../count/count.tsx'
import { DestinationActs } from '../destination-acts/destination-acts.tsx'
import { Moment } from '../moment/moment.tsx'
import { State } from '../state/state.tsx'
import { quoteOf, Trouble, Wording } from '../trouble/trouble.tsx'
import styles from './group.module.css'
import { filterOf, type Group } from './group.ts'
import { GroupActs } from './group-acts.tsx'

interface Props {
  group: Group
  /** Whether the remedy is shown at first. */
  isOpen: boolean
  from?: Begin | undefined
  offer?: string | undefined
}

/** A cause: how many, since when, the vendor's words, the remedy, and the buttons. */
export function GroupCard({ group, isOpen, from, offer }: Props) {
  const t = useTranslations('group')
  const states = useTranslations('states')
  const { acts } = useMe()
  const destinations = useHub('get /destinations')
  const destination = destinations.data?.items.find(({ id }) => id === group.destination)
  const stands = group.state === 'held' || group.state === 'waiting'
  const trouble = stands ? destination?.trouble : undefined
  const filter = { ...filterOf(group), from, offer }
  const { entry, message, next } = group
  const said =
    entry || message
      ? quoteOf({ problem: entry, code: group.code, message: message ?? undefined })
      : trouble && quoteOf(trouble)
  const name = [group.destination, states(group.state), group.problem ?? group.code].filter(Boolean).join(' ')
  return (
    <article className={styles['group']} aria-label={name} tabIndex={-1} data-step>
      <h3 className={styles['head']}>
        <State of={group.state} />{' '}
        <Link to="/destinations/$id" params={{ id: group.destination }}>
          {group.destination}
        </Link>{' '}
        <code>{group.problem ?? group.code ?? ''}</code>
      </h3>
      <p>
        {t.rich('many', {
          count: group.count,
          n: () => <Count of={group.count} />,
          oldest: () => <Moment at={group.oldest} />,
        })}
      </p>
      {said && <Wording {...said} code={group.code} />}
      {(entry ?? trouble) && (
        <details open={isOpen}>
          <summary>{t('whatToDo')}</summary>
          <Trouble
            message={said?.said}
            problem={entry ?? trouble?.problem}
            isTold
            isReason={destination?.heldBy != null}
          />
        </details>
      )}
      {next.what !== 'person' && next.at && (
        <p className="soft">{t.rich(next.what, { at: () => <Moment at={next.at ?? ''} mayBeAhead /> })}</p>
      )}
      {destination && stands && destination.state !== 'open' && <DestinationActs one={destination} />}
      <div className={styles['acts']}>
        <Link to="/deliveries" search={filter} className={styles['link']}>
          {t('deliveries', { count: group.count })}
        </Link>
        {acts && <GroupActs group={group} filter={filter} />}
      </div>
    </article>
  )
}
