import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { useReason } from '../../parts/reason/use-reason.ts'
import styles from './routing.module.css'

type Routes = Answer<'get /routes'>

/** The routes in their order, and what holds for all of them. */
export function RouteList() {
  const t = useTranslations('routing')
  const asked = useHub('get /routes')
  return (
    <Answered asked={asked}>
      {({ items, otherwise, rules, configVersion }) => (
        <>
          {items.length === 0 ? (
            <Empty>{t('noRoutes')}</Empty>
          ) : (
            <ol className={styles['routes']}>
              {items.map((one) => (
                <li key={one.name} className={styles['route']}>
                  <RouteItem one={one} />
                </li>
              ))}
            </ol>
          )}
          {otherwise.length > 0 && <p>{t('otherwise', { to: otherwise.join(', ') })}</p>}
          <ul className={styles['rules']}>
            {Object.entries(rules.switches).map(([name, value]) => (
              <li key={name}>
                <code>
                  {name}: {value}
                </code>
              </li>
            ))}
            {rules.countries.map(({ in: codes, only, redirect }) => (
              <li key={codes.join()}>
                {only.length === 0
                  ? t('blocked', { countries: codes.join(', ') })
                  : t('only', { countries: codes.join(', '), only: only.join(', ') })}
                {redirect && <> {t('redirect', { redirect })}</>}
              </li>
            ))}
          </ul>
          <p className="soft small">
            <Link to="/config">{t('version', { version: configVersion })}</Link>
          </p>
        </>
      )}
    </Answered>
  )
}

function RouteItem({ one }: { one: Routes['items'][number] }) {
  const t = useTranslations('routing')
  const said = useReason()
  const more = one.offersInAll - one.offers.length
  return (
    <>
      <h3>{one.name}</h3>
      <p>
        {t('ofOffers')} <code>{one.offers.join(', ')}</code>
        {more > 0 && <> {t('moreOffers', { count: more })}</>}
        {one.conditions.length > 0 && <> · {one.conditions.map(said).join(' · ')}</>}
      </p>
      <p>
        → {one.to.join(', ') || t('nowhereAtAll')}
        {one.otherwise.length > 0 && <> · {t('elseTo', { to: one.otherwise.join(', ') })}</>}
      </p>
      {Object.keys(one.switches).length > 0 && (
        <p className="soft">
          {Object.entries(one.switches)
            .map(([name, value]) => `${name}: ${value}`)
            .join(' · ')}
        </p>
      )}
    </>
  )
}
