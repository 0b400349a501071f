/** How a source takes in leads. */
import type { RequestHandler, Response } from 'express'
import type { Read } from '../reading/read.ts'
import type { PostRules } from '../sources/source.ts'
import type { ProblemDetails } from '../web/problem.ts'

export interface Intake extends PostRules {
  read: Read
  /** Runs before the body is read: passes the request on, or refuses it. */
  guard?: RequestHandler | undefined
  /** Answers a browser's preflight request. */
  preflight?: RequestHandler | undefined
  close(): void
}

/** Answers a sender with the problem, and counts the answer. */
export type Refuse = (response: Response, answer: string, problem: ProblemDetails) => void
