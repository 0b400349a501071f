import { useFormatter } from 'use-intl'

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const

/** A length of time in its largest unit: `640 ms`, `1.2 sec`, `3 days`. @param ms milliseconds */
export function Duration({ ms }: { ms: number }) {
  const format = useFormatter()
  const [unit, length] = units.find(([, least]) => ms >= least) ?? ['millisecond', 1]
  return (
    <span className="number">
      {format.number(ms / length, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 })}
    </span>
  )
}
