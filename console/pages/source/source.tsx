import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import type { Stranded } from '../../parts/reroute/reroute.ts'
import { RerouteDialog } from '../../parts/reroute/reroute-dialog.tsx'
import { IngestUrl } from '../../parts/source/ingest-url.tsx'
import { SourceFacts } from '../../parts/source/source-facts.tsx'
import { SourceType } from '../../parts/source/source-type.tsx'
import { TestLead } from '../../parts/source/test-lead.tsx'
import { Days } from './days.tsx'
import { Reading } from './reading.tsx'
import { Refused } from './refused.tsx'
import { Settings } from './settings.tsx'
import { Silence } from './silence.tsx'
import { WhatToEnter } from './what-to-enter.tsx'

const route = getRouteApi('/sources/$id')

/** One source: whether leads come in, and what a sender needs so that they do. */
export function SourcePage() {
  const t = useTranslations('source')
  const silence = useTranslations('silence')
  const refused = useTranslations('refusedPosts')
  const { id } = route.useParams()
  const { acts } = useMe()
  const source = useHub('get /sources/{id}', { params: { id } })
  const [asked, setAsked] = useState<Stranded>()
  return (
    <Page title={id} beside={source.data && <SourceType of={source.data.type} />}>
      <Answered asked={source}>
        {(one) => (
          <>
            <SourceFacts one={one} />
            <p>
              <Link to="/leads" search={{ source: id }}>
                {t('leads')}
              </Link>
            </p>
            {acts && one.unreadable > 0 && (
              <div>
                <Button onPress={() => setAsked({ source: id, state: ['unreadable'] })}>{t('readAgain')}</Button>{' '}
                <span className="soft small">{t('readAgainWhen')}</span>
              </div>
            )}
            {one.reading && (
              <Section title={t('reading')}>
                <Reading of={one.reading} />
              </Section>
            )}
            <Section title={t('whatToEnter')}>
              {(!acts || one.ingestUrl === null) && <IngestUrl of={one} />}
              <WhatToEnter one={one} />
            </Section>
            {one.ingestUrl !== null && (
              <Section title={refused('title')}>
                <Refused of={one} />
              </Section>
            )}
            {acts && one.testable && (
              <Section title={t('testLead')}>
                <TestLead source={one} />
              </Section>
            )}
            <Section title={silence('title')}>
              <Silence source={id} />
            </Section>
            <Section title={t('days')}>
              <Days source={id} ever={one.lastLead !== null} />
            </Section>
            <Section title={t('settings')}>
              <Settings settings={one.settings} />
            </Section>
          </>
        )}
      </Answered>
      {asked && <RerouteDialog of={asked} onClose={() => setAsked(undefined)} />}
    </Page>
  )
}
