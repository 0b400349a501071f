/** Mail servers refuse in their own words, with codes of their own: src/outside/smtp. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue } from '../../src/outside/catalogue.ts'
import { smtpProblems } from '../../src/outside/smtp/problems.ts'

export const problems: readonly Problem[] = readCatalogue(
  import.meta.dirname,
  smtpProblems({ type: 'smtp', thing: 'channel', waiting: 'messages' }),
)
