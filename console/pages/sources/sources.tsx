import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Page } from '../../parts/page/page.tsx'
import { SourceCard } from './source-card.tsx'
import styles from './sources.module.css'

/** Do leads come in, and where? */
export function SourcesPage() {
  const t = useTranslations('sources')
  const sources = useHub('get /sources')
  return (
    <Page title={t('title')}>
      <Answered asked={sources}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('nothing')}</Empty>
          ) : (
            <ul className={styles['cards']}>
              {items.map((one) => (
                <SourceCard key={one.id} one={one} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Page>
  )
}
