import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import { useMe } from '../../app/me.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import type { Stranded } from '../../parts/reroute/reroute.ts'
import { RerouteDialog } from '../../parts/reroute/reroute-dialog.tsx'
import { DryRun } from './dry-run.tsx'
import { Matrix } from './matrix.tsx'
import { RouteList } from './route-list.tsx'
import { Unrouted } from './unrouted.tsx'

/** Where does each offer go? What goes nowhere comes first. */
export function RoutingPage() {
  return (
    <LaterTexts of="reasons">
      <Routing />
    </LaterTexts>
  )
}

function Routing() {
  const t = useTranslations('routing')
  const { acts } = useMe()
  const [asked, setAsked] = useState<Stranded>()
  return (
    <Page title={t('title')}>
      <Section title={t('nowhere')}>
        <Unrouted onReroute={setAsked} />
      </Section>
      <Section title={t('offers')}>
        <Matrix />
      </Section>
      {acts && (
        <Section title={t('dryRun')}>
          <DryRun />
        </Section>
      )}
      <Section title={t('routes')}>
        <RouteList />
      </Section>
      {/* Around the list: the offer whose button opened it may be gone once its leads are routed. */}
      {asked && <RerouteDialog of={asked} onClose={() => setAsked(undefined)} />}
    </Page>
  )
}
