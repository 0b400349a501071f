import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { DestinationCard, DestinationCards } from '../../parts/destination-card/destination-card.tsx'
import { keyOf, needsPerson } from '../../parts/group/group.ts'
import { GroupCard } from '../../parts/group/group-card.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { Complaints } from './complaints.tsx'
import { firstOf } from './first.ts'
import { Sources } from './sources.tsx'

/** Groups on the first page; all of them are on Failed. */
const most = 5

/** Did every lead arrive, and if not, what do I do first? */
export function OverviewPage() {
  const t = useTranslations('overview')
  const backlog = useHub('get /backlog')
  const destinations = useHub('get /destinations')
  return (
    <Page title={t('title')}>
      <Complaints />
      <Answered asked={backlog}>
        {({ items }) => {
          const first = firstOf(items)
          const passing = items.filter((one) => !needsPerson(one)).reduce((sum, { count }) => sum + count, 0)
          return (
            <>
              {first.length === 0 ? (
                <Empty>
                  <p>
                    {t.rich('allWell', {
                      at: () => <Moment at={new Date(backlog.dataUpdatedAt).toISOString()} short />,
                    })}
                  </p>
                </Empty>
              ) : (
                <Section title={t('first')}>
                  <p role="status">{t('waits', { count: first.reduce((sum, { count }) => sum + count, 0) })}</p>
                  {first.slice(0, most).map((one, at) => (
                    <GroupCard key={keyOf(one)} group={one} isOpen={at === 0} />
                  ))}
                  {first.length > most && <Link to="/failed">{t('more', { count: first.length - most })}</Link>}
                </Section>
              )}
              {passing > 0 && <p className="soft">{t('byItself', { count: passing })}</p>}
            </>
          )
        }}
      </Answered>
      <Section title={t('destinations')}>
        <Answered asked={destinations}>
          {({ items }) => (
            <DestinationCards>
              {items.map((one) => (
                <DestinationCard key={one.id} one={one} />
              ))}
            </DestinationCards>
          )}
        </Answered>
      </Section>
      <Section title={t('sources')}>
        <Sources />
      </Section>
    </Page>
  )
}
