import type { Problem } from '../../src/connector.ts'
import { accountProblems } from './problems-account.ts'
import { leadProblems } from './problems-lead.ts'

// By wording the first match counts: "Access denied to partition …" before "Access denied".
export const problems: readonly Problem[] = [...leadProblems, ...accountProblems]
