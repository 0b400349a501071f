/** Figures of a period, and the configurations that came into force in it. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { beginOf, type Period } from '../../app/search.ts'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import type { Mark } from './chart.ts'

export type LeadTallies = Extract<Answer<'get /tallies'>, { of: 'leads' }>
export type AttemptTallies = Extract<Answer<'get /tallies'>, { of: 'attempts' }>

/** The query of a period: 24 hours and 7 days by the hour, 30 days by the day. */
export function queryOf(period: Period) {
  if (period === '-24h') return { by: 'hour' } as const
  if (period === '-30d') return { by: 'day' } as const
  return { by: 'hour', ...beginOf(period) } as const
}

export function usePeriod() {
  return useState<Period>('-24h')
}

/** Most marks that a chart can show. */
const most = 8

/** @param from ISO 8601 */
export function useMarks(from: string | undefined): Mark[] {
  const t = useTranslations('chart')
  const versions = useHub('get /config/versions', { query: { limit: most } })
  if (from === undefined) return []
  return (versions.data?.items ?? [])
    .filter(({ inForceSince }) => inForceSince >= from)
    .map(({ version, inForceSince }) => ({
      at: inForceSince,
      text: t('configuration', { version: version.slice(0, 6) }),
    }))
}
