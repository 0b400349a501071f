import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { IngestUrl } from '../../parts/source/ingest-url.tsx'
import { SourceFacts } from '../../parts/source/source-facts.tsx'
import { SourceType } from '../../parts/source/source-type.tsx'
import { Quiet } from './quiet.tsx'
import styles from './sources.module.css'

export function SourceCard({ one }: { one: Answer<'get /sources'>['items'][number] }) {
  const t = useTranslations('sources')
  return (
    <li className={styles['card']}>
      <h2>
        <Link to="/sources/$id" params={{ id: one.id }}>
          {one.id}
        </Link>{' '}
        <span className="soft small">
          <SourceType of={one.type} />
        </span>
      </h2>
      <SourceFacts one={one} />
      {one.lastLead && <Quiet source={one.id} />}
      <IngestUrl of={one} />
      {!one.lastLead && (
        <p>
          <Link to="/sources/$id" params={{ id: one.id }}>
            {t('howTo', { id: one.id })}
          </Link>
        </p>
      )}
    </li>
  )
}
