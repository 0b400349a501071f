/** Mail servers refuse in their own words: src/outside/smtp. Here stands what people notice. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue } from '../../src/outside/catalogue.ts'
import { smtpProblems } from '../../src/outside/smtp/problems.ts'

export const problems: readonly Problem[] = readCatalogue(import.meta.dirname, [
  ...smtpProblems({ type: 'email' }),
  { id: 'email-edu-lead-not-in-crm' },
  { id: 'email-no-contact-details' },
])
