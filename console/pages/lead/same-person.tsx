import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { State } from '../../parts/state/state.tsx'
import styles from './lead.module.css'

/** All leads of the person, and who holds the person. */
export function SamePerson({ id }: { id: string }) {
  const t = useTranslations('lead')
  const person = useHub('get /leads/{id}/person', { params: { id } })
  return (
    <Answered asked={person}>
      {({ leads, destinations }) => (
        <>
          <ul className={styles['plain']}>
            {leads.map((one) => (
              <li key={one.id}>
                <Moment at={one.receivedAt} />{' '}
                {one.id === id ? (
                  <strong>{t('thisLead')}</strong>
                ) : (
                  <Link to="/leads/$id" params={{ id: one.id }}>
                    {one.offer || t('noOffer')}
                  </Link>
                )}{' '}
                <State of={one.state} />
              </li>
            ))}
          </ul>
          <p>
            {destinations.length === 0
              ? t('knownNowhere')
              : t('knownTo', { who: destinations.map(({ destination }) => destination).join(', ') })}
          </p>
        </>
      )}
    </Answered>
  )
}
