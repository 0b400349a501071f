import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Section } from '../../parts/page/page.tsx'
import styles from './alerts.module.css'
import { ChannelCard } from './channel-card.tsx'

/** Where people are told, and whether it works. */
export function Channels() {
  const t = useTranslations('channels')
  const channels = useHub('get /channels')
  return (
    <Section title={t('title')}>
      <Answered asked={channels}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('nothing')}</Empty>
          ) : (
            <div className={styles['cards']}>
              {items.map((one) => (
                <ChannelCard key={one.id} one={one} />
              ))}
            </div>
          )
        }
      </Answered>
    </Section>
  )
}
