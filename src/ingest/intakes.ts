/** The intakes of a configuration's sources, which are made once per configuration. */
import type { Config } from '../config/config.ts'
import type { SourceConfig } from '../config/source.ts'
import { sourceOf } from '../sources/open.ts'
import { openGuard } from './guard.ts'
import type { Intake, Refuse } from './intake.ts'

export type Intakes = (config: Config) => ReadonlyMap<string, Intake>

/** An unchanged source keeps its intake, and with it the counters of its limits. */
export function openIntakes(refuse: Refuse): Intakes {
  let current: Config | undefined
  let open = new Map<string, { written: string; intake: Intake }>()
  let intakes: ReadonlyMap<string, Intake> = new Map()
  return (config) => {
    if (config === current) return intakes
    const next = new Map<string, { written: string; intake: Intake }>()
    for (const [id, source] of config.sources) {
      const written = JSON.stringify(source)
      const old = open.get(id)
      const intake = old?.written === written ? old.intake : openIntake(source, refuse)
      if (intake) next.set(id, { written, intake })
    }
    for (const [id, { intake }] of open) if (next.get(id)?.intake !== intake) intake.close()
    open = next
    intakes = new Map([...next].map(([id, { intake }]) => [id, intake]))
    current = config
    return intakes
  }
}

/** `undefined` for a source from which the hub fetches leads. */
function openIntake(configured: SourceConfig, refuse: Refuse): Intake | undefined {
  const source = sourceOf(configured)
  const rules = source.receive?.(configured)
  return rules && { ...rules, ...openGuard(rules, refuse), read: source.read(configured) }
}
