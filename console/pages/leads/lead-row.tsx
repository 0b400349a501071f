import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Person } from '../../parts/person/person.tsx'
import { State } from '../../parts/state/state.tsx'

type Lead = Answer<'get /leads'>['items'][number]

/** The most pressing first: what a lead is, if its deliveries are not all of one state. */
const order = [
  'held',
  'uncertain',
  'rejected',
  'exhausted',
  'waiting',
  'sending',
  'queued',
  'cancelled',
  'delivered',
] as const

function LeadRow({ lead }: { lead: Lead }) {
  const t = useTranslations('leads')
  const worst = order.find((state) => lead.deliveries.some((one) => one.state === state))
  const arrived = lead.deliveries.filter(({ state }) => state === 'delivered').length
  return (
    <>
      <State of={worst ?? lead.state} />
      <span>
        <Person name={lead.name} company={lead.company} />{' '}
        {lead.matched && lead.matched.length > 0 && (
          <span className="soft small">{t('matched', { parts: lead.matched.join(', ') })}</span>
        )}
      </span>
      <span>
        {lead.offer} {lead.test && <span className="soft">{t('test')}</span>}{' '}
        {worst && <span className="soft">{t('arrived', { arrived, of: lead.deliveries.length })}</span>}
      </span>
      <span className="soft">
        <Moment at={lead.receivedAt} />
      </span>
    </>
  )
}

export function drawLead(lead: Lead) {
  return <LeadRow lead={lead} />
}
