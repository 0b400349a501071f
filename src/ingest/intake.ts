/** How a source takes leads in. */
import type { RequestHandler, Response } from 'express'
import type { Read, Unreadable } from '../reading/read.ts'
import type { ProblemDetails } from '../web/problem.ts'

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
