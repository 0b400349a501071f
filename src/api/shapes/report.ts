import { z } from 'zod'
import type { ReportMail } from '../../notify/report/compose.ts'
import type { ReportFigures } from '../../notify/report/figures.ts'
import { named, time } from './named.ts'

const compared = { now: z.int(), before: z.int().meta({ description: 'In the period before.' }) }
const times = {
  median: z
    .int()
    .nullable()
    .meta({ description: 'Milliseconds from arrival to receipt within which half were delivered; null without any.' }),
  p95: z.int().nullable().meta({ description: 'The same for 95 of 100.' }),
}
const line = z.object({ name: z.string().meta({ description: 'Blank: not known.' }), ...compared })

export const reportShape = named(
  'Report',
  z.object({
    configured: z.boolean().meta({ description: 'Whether `report:` is in the configuration, so that it is sent.' }),
    from: time,
    to: time,
    before: time.meta({ description: 'Begin of the period before, which ends at `from`.' }),
    unit: z.enum(['week', 'month']),
    every: z.int(),
    zone: z.string(),
    leads: z.object(compared),
    unrouted: z.object(compared),
    unreadable: z.object(compared),
    days: z.array(z.object({ from: time, leads: z.int() })),
    offers: z.array(line),
    sources: z.array(line),
    actions: z.array(line),
    countries: z.array(line),
    destinations: z.array(
      z.object({
        destination: z.string(),
        ...compared,
        open: z.int().meta({ description: 'Deliveries of leads of this period that have not arrived.' }),
        ...times,
        proofs: z.record(z.string(), z.int()).meta({
          description: 'Deliveries by the outcome of the receipt, or `look-up` or `word` (of an operator).',
        }),
      }),
    ),
    found: z
      .array(z.object({ destination: z.string(), present: z.int(), missing: z.int(), unchecked: z.int() }))
      .meta({ description: 'What the daily proof found at the far ends, of the days of the period.' }),
    times: z.object({ ...times, before: z.object(times) }),
    fewer: z
      .array(z.object({ of: z.enum(['source', 'offer']), name: z.string(), now: z.int(), usual: z.int() }))
      .meta({ description: 'Sources and offers with fewer leads than usual.' }),
    estimated: z
      .object({ read: z.int(), of: z.int() })
      .nullable()
      .meta({ description: 'Actions, countries, `open` and times are estimated from so many leads; null: counted.' }),
    subject: z.string(),
    text: z.string().meta({ description: 'The mail as plain text.' }),
    html: z.string().meta({ description: 'The mail as HTML: the answer to `Accept: text/html`.' }),
  }),
)

export function asReport(
  { from, to, before, days, ...figures }: ReportFigures,
  { subject, text, html }: ReportMail,
  configured: boolean,
): z.input<typeof reportShape> {
  const iso = (at: Date) => at.toISOString()
  return {
    ...{ configured, from: iso(from), to: iso(to), before: iso(before) },
    days: days.map((day) => ({ from: iso(day.from), leads: day.leads })),
    ...{ ...figures, offers: [...figures.offers], sources: [...figures.sources], actions: [...figures.actions] },
    ...{ countries: [...figures.countries], fewer: [...figures.fewer], found: [...figures.found] },
    destinations: figures.destinations.map((one) => ({ ...one, proofs: { ...one.proofs } })),
    ...{ subject, text, html },
  }
}
