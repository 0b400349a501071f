/** How often the alarm for silence is wrong, and how late it is, on made-up senders; next to the figures it was chosen by. */
import { type PatternName, patterns } from '../test/notify/silence/patterns.ts'
import { quantile, simulate } from '../test/notify/silence/simulation.ts'
import type { Bench } from './bench.ts'
import type { Section } from './report.ts'
import { type Figures, rates, reference } from './silence/reference.ts'

const about =
  'Simulated senders, seeded; no hub runs. Each cell: false alarms a year and sender, after its first eight weeks; then the delay from a stop (weekdays, 08–16 UTC) to the alarm, at the median and of 95 in 100 stops from Monday to Thursday. In brackets: the figures by which the model was chosen, on other senders of the same patterns. 10 sender-years a cell, 30 up to 1 lead a day, so that a difference of half a false alarm is chance.'

export async function silence({ quick, say }: Bench): Promise<Section[]> {
  const rows = (Object.keys(patterns) as PatternName[]).map((name) => {
    const cells = rates.map((perDay, at) => {
      const size = quick ? { senders: 1, years: 1 } : { senders: perDay > 1 ? 5 : 15, years: 2 }
      const { falseAlarms, delays, early } = simulate(name, perDay, size)
      const found = [falseAlarms, quantile(delays, 0.5), quantile(early, 0.95)] as const
      return `${shown(found)} (${shown(reference[name][at]!)})`
    })
    say(`${name}: ${cells.join(' | ')}`)
    return [name, ...cells]
  })
  return [{ name: 'Silence', about, head: ['leads', ...rates.map((perDay) => `${perDay} a day`)], rows }]
}

function shown([falseAlarms, median, late]: Figures): string {
  return `${falseAlarms.toFixed(1)}: ${time(median)} / ${time(late)}`
}

function time(hours: number): string {
  if (hours >= 72) return `${(hours / 24).toFixed(1)} d`
  return hours >= 10 ? `${hours.toFixed(0)} h` : `${hours.toFixed(1)} h`
}
