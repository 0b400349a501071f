/** How a source takes leads in. */
import type { RequestHandler, Response } from 'express'
import type { Read } from '../reading/read.ts'
import type { PostRules } from '../sources/source.ts'
import type { ProblemDetails } from '../web/problem.ts'

export interface Intake extends PostRules {
  read: Read
  /** Passes on whom it lets through, before the body is read; refuses the others. */
  guard?: RequestHandler | undefined
  /** Answers a browser that asks whether a page may post. */
  preflight?: RequestHandler | undefined
  close(): void
}

/** Tells a sender why not, and counts it. */
export type Refuse = (response: Response, answer: string, problem: ProblemDetails) => void
