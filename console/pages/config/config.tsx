import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { useHubPages } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { Comparison } from './comparison.tsx'
import { InForce } from './in-force.tsx'
import { Versions } from './versions.tsx'

/** What is in force, what is wrong with the file, what changed? */
export function ConfigPage() {
  const t = useTranslations('config')
  const { acts } = useMe()
  const versions = useHubPages('get /config/versions', {})
  return (
    <Page title={t('title')}>
      <Answered asked={versions}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          return (
            <>
              <InForce now={items.find(({ inForce }) => inForce)} />
              {acts && (
                <Section title={t('differences')}>
                  <Comparison versions={items} />
                </Section>
              )}
              <Section title={t('versions')}>
                <Versions items={items} pages={versions} />
              </Section>
            </>
          )
        }}
      </Answered>
    </Page>
  )
}
