import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Spoken } from '../../parts/announce/spoken.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { DestinationCard, DestinationCards } from '../../parts/destination-card/destination-card.tsx'
import { Page } from '../../parts/page/page.tsx'
import { byUrgency } from './by-urgency.ts'

/** Every destination; those that need a person come first. */
export function DestinationsPage() {
  const t = useTranslations('destinations')
  const destinations = useHub('get /destinations')
  return (
    <Page title={t('title')}>
      <Answered asked={destinations}>
        {({ items }) => {
          if (items.length === 0) return <Empty>{t('nothing')}</Empty>
          const open = items.filter(({ state }) => state === 'open').length
          return (
            <>
              <Spoken>
                {open === items.length
                  ? t('allOpen', { count: items.length })
                  : t('someOpen', { open, count: items.length })}
              </Spoken>
              <DestinationCards>
                {items.toSorted(byUrgency).map((one) => (
                  <DestinationCard key={one.id} one={one} />
                ))}
              </DestinationCards>
            </>
          )
        }}
      </Answered>
    </Page>
  )
}
