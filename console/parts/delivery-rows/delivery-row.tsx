import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../moment/moment.tsx'
import { Person } from '../person/person.tsx'
import { State } from '../state/state.tsx'

type Delivery = Answer<'get /deliveries'>['items'][number]

/** On a phone: state and destination, then the person and the offer, then since when. */
function DeliveryRow({ of: one }: { of: Delivery }) {
  const t = useTranslations('deliveries')
  return (
    <>
      <State of={one.state} />
      <span>
        {one.destination} <span className="soft">{one.offer}</span>
      </span>
      <span>
        <Person name={one.name} company={one.company} />{' '}
        {one.failure && <span className="soft small">{one.failure.code ?? one.failure.problem ?? ''}</span>}
        {one.receipt?.reference && <code className="small">{one.receipt.reference}</code>}{' '}
        {one.replays > 0 && <span className="soft small">{t('again', { count: one.replays })}</span>}
      </span>
      <span className="soft">
        <Moment at={one.receivedAt} />
      </span>
    </>
  )
}

export function drawDelivery(one: Delivery) {
  return <DeliveryRow of={one} />
}
