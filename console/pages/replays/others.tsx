import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { ActWords } from '../../parts/act/act-words.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Work, WorkList } from '../../parts/work/work-list.tsx'

const each = 50

/** Work on many that is done at once: it has no progress, and the audit keeps it. */
export function Others() {
  const t = useTranslations('work')
  const cancelled = useHub('get /audit', { query: { action: 'cancel-many', limit: each } })
  const settled = useHub('get /audit', { query: { action: 'settle-many', limit: each } })
  const rerouted = useHub('get /audit', { query: { action: 'reroute', limit: each } })
  // The first that failed or is not there stands for all.
  const all = [cancelled, settled, rerouted]
  const asked = all.find(({ error }) => error) ?? all.find(({ data }) => data === undefined) ?? cancelled
  const items = all.flatMap(({ data }) => data?.items ?? []).toSorted((one, other) => Number(other.id) - Number(one.id))
  return (
    <Answered asked={asked}>
      {() =>
        items.length === 0 ? (
          <Empty>{t('noOther')}</Empty>
        ) : (
          <WorkList label={t('others')}>
            {items.map((act) => (
              <Work key={act.id} actor={act.actor} at={act.at} head={<ActWords act={act} />}>
                {null}
              </Work>
            ))}
          </WorkList>
        )
      }
    </Answered>
  )
}
