/** What a delivery costs this machine by connector, as a ratio to a bare POST through the same door. */
import type { Bench } from './bench.ts'
import { startChild } from './child.ts'
import { type FarEndName, farEnds } from './connectors/far-ends.ts'
import { figure, median } from './figures.ts'
import type { AskDeliveries, Costs, DeliveriesAnswer } from './processes/deliveries.ts'
import type { AskFarEnd, FarEndAnswer } from './processes/far-end.ts'
import type { Section } from './report.ts'

/** A thousand leads a minute, or the 100 calls in 20 seconds that Marketo takes. */
const steps: Record<string, number> = { marketo: 210 }
const usualStep = 60

// Azurite and a connection for each mail take their time, which costs no CPU.
const unhurried = new Set(['azure-table', 'azure-blob', 'email'])

const section = {
  name: 'Connectors',
  about: [
    'CPU time of the process that delivers, per delivery of a mapped lead; the scripted far ends (Azurite for Azure) run',
    'in another. The baseline, in turns with it, is a bare POST of the same fields as JSON by the same HTTP client. Token',
    'and describe calls are counted by the far end; the connector’s clock runs as at 1,000 leads a minute (Marketo: 285).',
  ].join(' '),
  head: [
    ...['connector', 'bare POST µs', 'delivery µs', 'ratio', 'ratio, 5 at once', 'of a core at 1,000/min'],
    ...['token calls per 1,000', 'describe calls per 1,000'],
  ],
}

export async function connectors(cli: Bench): Promise<Section[]> {
  const rows: string[][] = []
  for (const name of Object.keys(farEnds) as FarEndName[]) rows.push(await rowOf(cli, name))
  return [{ ...section, rows }]
}

async function rowOf({ quick, rounds, say }: Bench, name: FarEndName): Promise<string[]> {
  const farEnd = startChild<AskFarEnd, FarEndAnswer>('far-end.ts')
  const deliveries = startChild<AskDeliveries, DeliveriesAnswer>('deliveries.ts')
  try {
    const { settings, bareUrl } = await farEnd.ask({ start: name })
    const [type = ''] = name.split(' ')
    const turns = quick ? 2 : rounds * 2
    const size = quick ? 50 : unhurried.has(type) ? 100 : 250
    const step = steps[type] ?? usualStep
    const measured = await deliveries.ask({ type, settings, bareUrl, turns, size, step })
    const { overhead } = await farEnd.ask({ overhead: true })
    const own = median(measured.inTurn.own)
    const perThousand = (calls: number) => figure((calls / measured.deliveries) * 1_000)
    const cells = [ratio(measured.inTurn), ratio(measured.fiveAtOnce)].map(figure)
    say(`${name}: ${cells.join(', five at once ')}`)
    return [
      ...[name, figure(median(measured.inTurn.bare)), figure(own), ...cells],
      `${(((own * 1_000) / 60_000_000) * 100).toFixed(1)} %`,
      ...[perThousand(overhead.token), perThousand(overhead.describe)],
    ]
  } finally {
    await Promise.all([farEnd.stop(), deliveries.stop()])
  }
}

function ratio({ bare, own }: Costs): number {
  return median(own.map((cost, turn) => cost / (bare[turn] ?? Number.NaN)))
}
