import { Link } from '@tanstack/react-router'
import { useFormatter, useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { leadStates } from '../../app/search.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Button } from '../../parts/button/button.tsx'
import { useDayName } from '../../parts/day/use-day-name.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { Mark, type Tone } from '../../parts/state/mark.tsx'
import { DayTable } from './day-table.tsx'
import type { Figures, NotAsked, ProofDay } from './figures.ts'
import styles from './proof.module.css'
import { WhyUnchecked } from './why-unchecked.tsx'

const shapes = {
  due: ['◌', 'waiting'],
  running: ['◐', 'waiting'],
  open: ['◔', 'waiting'],
  closed: ['✓', 'delivered'],
} as const satisfies Record<ProofDay['state'], readonly [string, Tone]>

interface Props {
  one: ProofDay
  items: readonly Figures[]
  unasked: readonly NotAsked[]
}

/** A day: its leads, and by destination what was delivered and what is there. */
export function DayCard({ one, items, unasked }: Props) {
  const t = useTranslations('proof')
  const states = useTranslations('states')
  const format = useFormatter()
  const { acts } = useMe()
  const dayName = useDayName()
  const prove = useAct('post /reconciliations')
  const { day, state, zone, accepted, leads, odd, actor, finishedAt } = one
  const [shape, tone] = shapes[state]
  const name = dayName(day)
  const where = leadStates
    .filter((lead) => leads[lead] > 0)
    .map((lead) => `${format.number(leads[lead])} ${states(lead)}`)
    .join(', ')
  return (
    <article className={styles['day']} aria-label={name}>
      <div className={styles['head']}>
        <h3>
          {name} <span className="soft small">{zone}</span>
        </h3>
        <Mark shape={shape} tone={tone}>
          {t(`state.${state}`)}
        </Mark>
        {acts && state !== 'running' && (
          <Button
            aria-label={t('proveOf', { day: name })}
            isDisabled={prove.isPending}
            onPress={() => prove.mutate({ body: { day } }, { onSuccess: () => announce(t('proving', { day: name })) })}
          >
            {t('prove')}
          </Button>
        )}
      </div>
      <Refused error={prove.error} />
      <p>
        {t('leads', { count: accepted, where })}{' '}
        {finishedAt &&
          t.rich(actor ? 'provedBy' : 'proved', { actor: actor ?? '', at: () => <Moment at={finishedAt} /> })}
      </p>
      {state === 'open' && <p className="soft">{t('openDetail')}</p>}
      {items.length > 0 ? (
        <DayTable day={day} name={name} items={items} />
      ) : (
        <p className="soft">{t(finishedAt ? 'noDeliveries' : 'notProvedYet')}</p>
      )}
      <WhyUnchecked items={items} unasked={unasked} />
      {odd.length > 0 && (
        <>
          <h4 className={styles['small']}>{t('odd')}</h4>
          <ul>
            {odd.map(({ lead, why }) => (
              <li key={lead}>
                <Link to="/leads/$id" params={{ id: lead }}>
                  {t('lead', { id: lead.slice(-8) })}
                </Link>
                : {t(`oddIs.${why}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  )
}
