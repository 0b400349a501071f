import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Person } from '../../parts/person/person.tsx'
import { stateOfLead } from '../../parts/state/lead-state.ts'
import { State } from '../../parts/state/state.tsx'

type Lead = Answer<'get /leads'>['items'][number]

function LeadRow({ lead }: { lead: Lead }) {
  const t = useTranslations('leads')
  const arrived = lead.deliveries.filter(({ state }) => state === 'delivered').length
  return (
    <>
      <State of={stateOfLead(lead)} />
      <span>
        <Person name={lead.name} company={lead.company} />{' '}
        {lead.matched && lead.matched.length > 0 && (
          <span className="soft small">{t('matched', { parts: lead.matched.join(', ') })}</span>
        )}
      </span>
      <span>
        {lead.offer} {lead.test && <span className="soft">{t('test')}</span>}{' '}
        {lead.deliveries.length > 0 && (
          <span className="soft">{t('arrived', { arrived, of: lead.deliveries.length })}</span>
        )}
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
