/** How a source takes leads in: made once for each source of a configuration. */
import type { RequestHandler, Response } from 'express'
import type { Config } from '../config/config.ts'
import type { SourceConfig } from '../config/source.ts'
import type { Read, Unreadable } from '../reading/read.ts'
import type { ProblemDetails } from '../web/problem.ts'
import { formIntake } from './sources/form.ts'
import { jsonIntake } from './sources/json.ts'
import { marketplaceIntake } from './sources/marketplace.ts'

export interface Intake {
  /** `undefined`: anyone may post. */
  key: string | undefined
  /** Whether it takes a body of this Content-Type. */
  takes(type: string | undefined): boolean
  /** For whom sent another type. */
  wants: string
  read: Read
  /** For a source of which one body carries several leads: each as a body of its own. */
  split?(raw: Buffer): { parts: readonly Buffer[] } | { unreadable: Unreadable }
  /** Passes on whom it lets through, before the body is read; refuses the others. */
  guard?: RequestHandler | undefined
  /** Answers a browser that asks whether a page may post. */
  preflight?: RequestHandler | undefined
  /** Answers what was taken in, where 202 with JSON is not what the sender awaits. `false`: it is. */
  answer?(response: Response, raw: Buffer): boolean
  close?(): void
}

/** Tells a sender why not, and counts it. */
export type Refuse = (response: Response, answer: string, problem: ProblemDetails) => void

export type Intakes = (config: Config) => ReadonlyMap<string, Intake>

/** A source that did not change goes on as it is, with what it has counted. */
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
    for (const [id, { intake }] of open) if (next.get(id)?.intake !== intake) intake.close?.()
    open = next
    intakes = new Map([...next].map(([id, { intake }]) => [id, intake]))
    current = config
    return intakes
  }
}

/** None for a source that fetches its leads itself. */
function openIntake(source: SourceConfig, refuse: Refuse) {
  switch (source.type) {
    case 'marketplace':
      return marketplaceIntake(source)
    case 'form':
      return formIntake(source, refuse)
    case 'json':
      return jsonIntake(source)
    default:
      return undefined
  }
}
