import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'

type Lineage = Answer<'get /deliveries/{id}'>['lineage']

/** Who put it in line again, from which state, and who had settled it before. */
export function History({ lineage }: { lineage: Lineage }) {
  const t = useTranslations('delivery')
  const states = useTranslations('states')
  return (
    <ul>
      {lineage.map(({ at, actor, was, replay, settlement, undoneAt }) => (
        <li key={at}>
          {t.rich('replayed', { at: () => <Moment at={at} />, actor, was: states(was) })}
          {undoneAt && t.rich('takenBack', { at: () => <Moment at={undoneAt} /> })}{' '}
          {replay && (
            <Link to="/replays/$id" params={{ id: replay }}>
              {t('itsReplay')}
            </Link>
          )}{' '}
          {settlement && t('settled', settlement)}
        </li>
      ))}
    </ul>
  )
}
