import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Mark, type Tone } from '../state/mark.tsx'

type RecordState = Answer<'get /erasures/{id}'>['items'][number]['state']

const shapes = {
  pending: ['◔', 'waiting'],
  erased: ['✓', 'delivered'],
  absent: ['✓', 'delivered'],
  'by-hand': ['▲', 'uncertain'],
  failed: ['●', 'rejected'],
} as const satisfies Record<RecordState, readonly [string, Tone]>

/** What became of a record at a far end. */
export function ErasureState({ of }: { of: RecordState }) {
  const t = useTranslations('erasures')
  const [shape, tone] = shapes[of]
  return (
    <Mark shape={shape} tone={tone}>
      {t(of)}
    </Mark>
  )
}
