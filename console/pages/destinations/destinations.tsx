import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { DestinationCard, DestinationCards } from '../../parts/destination-card/destination-card.tsx'
import { Page } from '../../parts/page/page.tsx'

/** Every destination; those that need a person come first. */
export function DestinationsPage() {
  const t = useTranslations('destinations')
  const destinations = useHub('get /destinations')
  return (
    <Page title={t('title')}>
      <Answered asked={destinations}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('nothing')}</Empty>
          ) : (
            <DestinationCards>
              {items.map((one) => (
                <DestinationCard key={one.id} one={one} />
              ))}
            </DestinationCards>
          )
        }
      </Answered>
    </Page>
  )
}
