import { useTranslations } from 'use-intl'
import type { Act } from './act.ts'
import { ActDetail } from './act-detail.tsx'
import { ActSubject } from './act-subject.tsx'

/** What was done, and to what. The audit has ids and figures, and no data of a lead. */
export function ActWords({ act }: { act: Act }) {
  const t = useTranslations('audit.did')
  const { action } = act
  const did = t.has(action as 'hold') ? t(action as 'hold') : action
  return (
    <>
      <strong>{did}</strong> <ActSubject act={act} /> <ActDetail detail={act.detail} />
    </>
  )
}
