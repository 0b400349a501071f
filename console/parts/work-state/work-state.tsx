import { useTranslations } from 'use-intl'
import { Mark, type Tone } from '../state/mark.tsx'

const shapes = {
  running: ['◐', 'waiting'],
  done: ['✓', 'delivered'],
  stopped: ['–', 'soft'],
} as const satisfies Record<string, readonly [string, Tone]>

/** Whether work on many is under way. */
export function WorkState({ of }: { of: keyof typeof shapes }) {
  const t = useTranslations('work')
  const [shape, tone] = shapes[of]
  return (
    <Mark shape={shape} tone={tone}>
      {t(of)}
    </Mark>
  )
}
