import type { Problem } from '../../src/connector.ts'
import { environmentProblems } from './problems-environment.ts'
import { passwordProblems } from './problems-password.ts'
import { signInProblems } from './problems-sign-in.ts'
import { symptoms } from './problems-symptoms.ts'

/** What says most goes first: Microsoft's general sentence ends in the particular one. */
export const problems: readonly Problem[] = [
  ...signInProblems,
  ...passwordProblems,
  ...environmentProblems,
  ...symptoms,
]
