/**
 * `npm run bench -- [routing] [ingest] [fan-out] [sustained] [mix] [memory] [connectors] [http] [import] [recovery]
 * [cost] [lone] [idle] [workers] [growth] [console] [silence] [--backend redis] [--rounds 3] [--leads 1000000] [--quick]`
 */
import { parseArgs } from 'node:util'
import type { Scenario } from './bench.ts'
import { connectors } from './connectors.ts'
import { consoleReads } from './console.ts'
import { cost } from './cost.ts'
import { fanOut } from './fan-out.ts'
import { growth } from './growth.ts'
import { httpOut } from './http.ts'
import { idle } from './idle.ts'
import { imports } from './import.ts'
import { ingest } from './ingest.ts'
import { lone } from './lone.ts'
import { describeMachine } from './machine.ts'
import { memory } from './memory.ts'
import { mix } from './mix.ts'
import { recovery } from './recovery.ts'
import { markdown, writeResults } from './report.ts'
import { routing } from './routing.ts'
import { silence } from './silence.ts'
import { startStack } from './stack.ts'
import { sustained } from './sustained.ts'
import { workers } from './workers.ts'

const scenarios: Record<string, Scenario> = {
  routing,
  ingest,
  'fan-out': fanOut,
  sustained,
  mix,
  memory,
  connectors,
  http: httpOut,
  import: imports,
  recovery,
  cost,
  lone,
  idle,
  workers,
  growth,
  console: consoleReads,
  silence,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    backend: { type: 'string' },
    rounds: { type: 'string' },
    leads: { type: 'string' },
  },
})
const { quick, backend } = values
const leads = values.leads === undefined ? undefined : Number(values.leads)
const names = positionals.length > 0 ? positionals : Object.keys(scenarios)
const unknown = names.filter((name) => !scenarios[name])
if (unknown.length > 0)
  throw new Error(`no scenario ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}`)

const stack = await startStack()
const stop = async () => {
  await stack.close()
  process.exit(130)
}
process.once('SIGINT', stop).once('SIGTERM', stop)
try {
  const machine = await describeMachine(stack)
  const say = (text: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`)
  say(machine)
  const backends = stack.backends.filter((name) => !backend || name === backend)
  const rounds = Number(values.rounds ?? (quick ? 1 : 3))
  for (const name of names) {
    const sections = await scenarios[name]!({
      stack,
      backends,
      quick,
      leads,
      rounds,
      say: (text) => say(`${name}: ${text}`),
    })
    for (const section of sections) console.log(`\n${markdown(section)}\n`)
    // A quick run shows that everything works; its figures are not kept.
    if (!quick && !backend && leads === undefined) writeResults(sections, machine)
  }
} finally {
  await stack.close()
}
