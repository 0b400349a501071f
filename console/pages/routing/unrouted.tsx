import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Count } from '../../parts/count/count.tsx'
import { Moment, OwnMoment } from '../../parts/moment/moment.tsx'
import type { Stranded } from '../../parts/reroute/reroute.ts'
import { State } from '../../parts/state/state.tsx'
import styles from './routing.module.css'

type Unrouted = Answer<'get /offers/unrouted'>

/** Leads that no route took, by offer, and the way out: a route first, then rerouting. */
export function Unrouted({ onReroute }: { onReroute(of: Stranded): void }) {
  const t = useTranslations('routing')
  const { acts } = useMe()
  const asked = useHub('get /offers/unrouted')
  return (
    <Answered asked={asked}>
      {({ items, otherwise, capped }) => {
        if (items.length === 0) {
          return <p>{t.rich('allRouted', { at: () => <OwnMoment at={asked.dataUpdatedAt} /> })}</p>
        }
        const ready = items.filter(({ routes }) => routes.length > 0 || otherwise.length > 0)
        return (
          <>
            <ul className={styles['piles']}>
              {items.map((one) => (
                <li key={one.offer ?? ''} className={styles['pile']}>
                  <Pile one={one} />
                  {acts && one.offer !== null && ready.includes(one) && (
                    <Button
                      aria-label={t('rerouteOf', { offer: one.offer })}
                      onPress={() => onReroute({ state: ['unrouted'], offer: one.offer ?? '' })}
                    >
                      {t('reroute')}
                    </Button>
                  )}
                  {!ready.includes(one) && <span className="soft">{t('addRoute')}</span>}
                </li>
              ))}
            </ul>
            {capped && <p className="soft">{t('capped')}</p>}
            {acts && ready.length > 0 && items.length > 1 && (
              <div>
                <Button onPress={() => onReroute({ state: ['unrouted'] })}>{t('rerouteAll')}</Button>
              </div>
            )}
            {!acts && ready.length > 0 && <p className="soft">{t('askOperator')}</p>}
          </>
        )
      }}
    </Answered>
  )
}

function Pile({ one: { offer, count, oldest, routes } }: { one: Unrouted['items'][number] }) {
  const t = useTranslations('routing')
  return (
    <span>
      <State of="unrouted" /> {offer === null ? t('noOffer') : <code>{offer}</code>}{' '}
      <Link to="/leads" search={{ state: ['unrouted'], offer: offer ?? undefined }}>
        {t.rich('leads', { count, n: () => <Count of={count} /> })}
      </Link>{' '}
      <span className="soft">{t.rich('oldest', { at: () => <Moment at={oldest} /> })}</span>
      {routes.length > 0 && <> {t('routesToday', { routes: routes.join(', ') })}</>}
    </span>
  )
}
