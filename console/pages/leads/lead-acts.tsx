import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { LeadSearch } from '../../app/search.ts'
import { hub } from '../../hub/client.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { askLeadAct } from '../../parts/bulk/act-host.tsx'
import { bodyOf } from '../../parts/bulk/meant.ts'
import { idsOf } from '../../parts/bulk-bar/bulk-bar.tsx'
import { Button } from '../../parts/button/button.tsx'
import type { Selection } from '../../parts/rows/selection.ts'
import { saveAs } from './save.ts'

interface Props {
  search: LeadSearch
  selection: Selection
  /** Whether the list is a search by text, which no act on many takes: its rows are chosen one by one. */
  isSought: boolean
}

/** What can be done with chosen leads. */
export function LeadActs({ search, selection, isSought }: Props) {
  const t = useTranslations('leads')
  const [busy, setBusy] = useState(false)
  const meant = { filter: search, ids: idsOf(selection) }
  if (selection.isAll && isSought) return <span>{t('chooseSought')}</span>
  // A file of everything that ever came in is asked for by a period.
  const isEndless = selection.isAll && search.from === undefined

  async function download(): Promise<void> {
    setBusy(true)
    try {
      const reply = await hub.open('post /exports', { body: { ...bodyOf(meant), format: 'csv', bom: true } })
      saveAs('leads.csv', await reply.blob())
      announce(t('exported'))
    } catch (error) {
      announce((error as Error).message)
    }
    setBusy(false)
  }

  return (
    <>
      <Button kind="main" data-act="r" onPress={() => askLeadAct('reroute', rerouted(meant))}>
        {t('reroute')}
      </Button>
      <Button onPress={() => askLeadAct('approve', meant)}>{t('approve')}</Button>
      <Button isDisabled={busy || isEndless} onPress={() => void download()}>
        {t(busy ? 'exporting' : 'export')}
      </Button>
      {isEndless && <span className="soft small">{t('exportPeriod')}</span>}
    </>
  )
}

/** Leads that went nowhere: a rerouting is about no others. */
const stranded = ['unrouted', 'unreadable', 'suppressed'] as const

function rerouted(meant: { filter: LeadSearch; ids: string[] | undefined }) {
  const states = meant.filter.state?.filter((one) => stranded.some((known) => known === one))
  const { awaitingApproval: _, ...filter } = meant.filter
  return { ...meant, filter: { ...filter, state: states?.length ? states : [...stranded] } }
}
