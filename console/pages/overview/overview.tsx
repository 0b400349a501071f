import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { DestinationCard } from './destination-card.tsx'
import styles from './overview.module.css'

export function OverviewPage() {
  const t = useTranslations('overview')
  const destinations = useHub('get /destinations')
  return (
    <Page title={t('title')}>
      <Answered asked={destinations}>
        {({ items }) => (
          <Section title={t('destinations')}>
            <ul className={styles['cards']}>
              {items.map((one) => (
                <li key={one.id}>
                  <DestinationCard one={one} />
                </li>
              ))}
            </ul>
          </Section>
        )}
      </Answered>
    </Page>
  )
}
