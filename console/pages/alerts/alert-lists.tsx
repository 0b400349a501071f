import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { type Alert, byWeight } from '../../parts/alert/alert.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { linkButton } from '../../parts/button/button.tsx'
import { OwnMoment } from '../../parts/moment/moment.tsx'
import { Section } from '../../parts/page/page.tsx'
import { AlertCard } from './alert-card.tsx'
import styles from './alerts.module.css'
import { ClosedAlerts } from './closed-alerts.tsx'

/** The hub lists so many at once; more are open at the same time only if something is very wrong. */
const most = 500

/** What is wrong now, then what people know of already, then what is over. */
export function AlertLists() {
  const t = useTranslations('alerts')
  const alerts = useHub('get /alerts', { query: { limit: most } })
  return (
    <>
      <NotTold />
      <Answered asked={alerts}>
        {({ items }) => {
          const open = items.filter(({ state }) => state === 'open')
          const known = items.filter(({ state }) => state === 'acknowledged')
          const at = { at: () => <OwnMoment at={alerts.dataUpdatedAt} /> }
          return (
            <div className={styles['lists']}>
              <Section title={t('open')}>
                {open.length === 0 ? (
                  <Empty>
                    <p role="status">{t.rich(known.length === 0 ? 'nothing' : 'onlyAcknowledged', at)}</p>
                  </Empty>
                ) : (
                  <>
                    <p role="status">{t('count', { count: open.length })}</p>
                    <Cards of={open} />
                  </>
                )}
              </Section>
              {known.length > 0 && (
                <Section title={t('acknowledged')}>
                  <Cards of={known} />
                </Section>
              )}
            </div>
          )
        }}
      </Answered>
      <ClosedAlerts />
    </>
  )
}

function Cards({ of }: { of: readonly Alert[] }) {
  return (
    <>
      {of.toSorted(byWeight).map((one) => (
        <AlertCard key={one.id} one={one} />
      ))}
    </>
  )
}

/** Why people may not have been told. */
function NotTold() {
  const t = useTranslations('alerts')
  const { data } = useHub('get /channels')
  if (!data) return null
  const failing = data.items.filter(({ failingSince }) => failingSince !== null)
  if (data.items.length > 0 && failing.length === 0) return null
  return (
    <div className={styles['untold']}>
      {data.items.length === 0 && <p>{t('noChannel')}</p>}
      {failing.map(({ id }) => (
        <p key={id}>{t('channelFails', { channel: id })}</p>
      ))}
      {failing.length > 0 && (
        <Link to="/alerts" search={{ of: 'messages' }} className={linkButton()}>
          {t('showChannels')}
        </Link>
      )}
    </div>
  )
}
