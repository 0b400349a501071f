import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { State } from '../../parts/state/state.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import styles from './overview.module.css'

type Destination = Answer<'get /destinations'>['items'][number]

export function DestinationCard({ one }: { one: Destination }) {
  return (
    <article className={styles['card']}>
      <h3>
        {one.id} <span className="soft">{one.connector}</span>
      </h3>
      <p>
        <State of={one.state} /> <Moment at={one.since} />
      </p>
      {one.trouble && <Trouble {...one.trouble} />}
    </article>
  )
}
