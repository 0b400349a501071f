import type { Section } from './report.ts'
import type { BackendName, Stack } from './stack.ts'

/** What every scenario is given. */
export interface Bench {
  stack: Stack
  backends: readonly BackendName[]
  /** Small enough to see that everything works; the figures mean little. */
  quick: boolean
  /** Leads of the ledger of `console`. @default 1,000,000; quick: 20,000 */
  leads: number | undefined
  /** How often subject and baseline take turns. */
  rounds: number
  say(progress: string): void
}

export type Scenario = (cli: Bench) => Promise<Section[]>
