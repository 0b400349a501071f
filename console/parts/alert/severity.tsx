import { useTranslations } from 'use-intl'
import { Mark, type Tone } from '../state/mark.tsx'
import type { AlertFacts } from './alert.ts'

const shapes = {
  critical: ['●', 'rejected'],
  warning: ['▲', 'held'],
  info: ['○', 'waiting'],
} as const satisfies Record<AlertFacts['severity'], readonly [string, Tone]>

export function Severity({ of }: { of: AlertFacts['severity'] }) {
  const t = useTranslations('alerts.severity')
  const [shape, tone] = shapes[of]
  return (
    <Mark shape={shape} tone={tone}>
      {t(of)}
    </Mark>
  )
}
