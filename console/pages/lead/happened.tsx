import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHubs } from '../../hub/queries.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './lead.module.css'

interface Line {
  key: string
  at: string
  text: ReactNode
}

/** Everything that happened to the lead, in the order of time, at all destinations. */
export function Happened({ lead }: { lead: Answer<'get /leads/{id}'> }) {
  const t = useTranslations('lead')
  const states = useTranslations('states')
  const receipt = useTranslations('receipt')
  const deliveries = useHubs(
    'get /deliveries/{id}',
    lead.deliveries.map(({ id }) => ({ params: { id } })),
  )
  const lines: Line[] = [
    { key: 'in', at: lead.receivedAt, text: t('cameIn', { source: lead.source }) },
    ...lead.deliveries.slice(0, 1).map(({ createdAt, configVersion }) => ({
      key: 'routed',
      at: createdAt,
      text: t('routedBy', { version: configVersion.slice(0, 6) }),
    })),
    ...deliveries.flatMap(({ id, destination, attempts, lineage, settlement, settledAt }) => [
      ...attempts.map((one) => ({
        key: `${id} ${one.number}`,
        at: one.startedAt,
        text: (
          <>
            {t('attempt', { destination, number: one.number, ms: one.tookMs })}{' '}
            {one.outcome ? receipt(one.outcome) : one.message} {one.code && <code>{one.code}</code>}
          </>
        ),
      })),
      ...lineage.map(({ at, actor, was }) => ({
        key: `${id} ${at}`,
        at,
        text: `${destination}: ${t('replayedBy', { actor, was: states(was) })}`,
      })),
      ...(settlement && settledAt
        ? [
            {
              key: `${id} settled`,
              at: settledAt,
              text: t('settledBy', {
                destination,
                by: settlement.by,
                how: settlement.how.replace('-', ''),
                reason: settlement.reason ?? '',
              }),
            },
          ]
        : []),
    ]),
  ].sort((a, b) => a.at.localeCompare(b.at))
  return (
    <ol className={styles['plain']}>
      {lines.map(({ key, at, text }) => (
        <li key={key}>
          <Moment at={at} /> · {text}
        </li>
      ))}
    </ol>
  )
}
