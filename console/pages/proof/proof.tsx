import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import { usePreferences } from '../../app/preferences.ts'
import { dayIn } from '../../app/zone.ts'
import { useHubMeanwhile } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { DayCard } from './day-card.tsx'
import { Download } from './download.tsx'
import { ProveDay } from './prove-day.tsx'
import { Verdict } from './verdict.tsx'

const route = getRouteApi('/proof')
const aDay = 24 * 3_600_000

/** Is what was delivered still there, and did Microsoft have leads that never came? */
export function ProofPage() {
  return (
    <LaterTexts of="proof">
      <Proof />
    </LaterTexts>
  )
}

function Proof() {
  const t = useTranslations('proof')
  const download = useTranslations('download')
  const { zone } = usePreferences()
  const { from } = route.useSearch()
  const navigate = route.useNavigate()
  // A day that a person had proved just now, which may be older than the days that are shown.
  const [wanted, setWanted] = useState<string>()
  const month = from === '-30d' ? dayIn(Date.now() - 30 * aDay, zone) : undefined
  const usual = month ?? dayIn(Date.now() - 7 * aDay, zone)
  const first = wanted !== undefined && wanted < usual ? wanted : month
  const found = useHubMeanwhile('get /reconciliations', { query: first === undefined ? {} : { from: first } })
  return (
    <Page title={t('title')}>
      <p>{t('detail')}</p>
      <Section title={t('days')}>
        <Filters>
          <Choose
            label={t('shown')}
            all={t('week')}
            value={from}
            options={[{ value: '-30d', text: t('month') }]}
            onChange={(chosen) => void navigate({ search: { from: chosen === '-30d' ? chosen : undefined } })}
          />
        </Filters>
        <ProveDay onWanted={setWanted} />
        <Answered asked={found}>
          {({ days, items, unasked }) =>
            days.length === 0 ? (
              <Empty>{t(first === undefined ? 'nothing' : 'nothingOf')}</Empty>
            ) : (
              <>
                <Verdict days={days} items={items} />
                {days.map((one) => (
                  <DayCard
                    key={one.day}
                    one={one}
                    items={items.filter(({ day }) => day === one.day)}
                    unasked={unasked.filter(({ day }) => day === one.day)}
                  />
                ))}
              </>
            )
          }
        </Answered>
      </Section>
      <Section title={download('title')}>
        <Download />
      </Section>
    </Page>
  )
}
