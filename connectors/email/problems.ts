/** Mail servers refuse in their own words: src/outside/smtp. Here stands what a digest adds, and what people notice. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { smtpProblems } from '../../src/outside/smtp/problems.ts'

const ofServers = smtpProblems({ type: 'email' }).map((entry): Signs | Problem =>
  entry.id === 'email-uncertain' ? { ...entry, codes: ['DIGEST_UNCERTAIN', ...(entry.codes ?? [])] } : entry,
)

export const problems: readonly Problem[] = readCatalogue(import.meta.dirname, [
  ...ofServers,
  { id: 'email-digest-refused' },
  { id: 'email-edu-lead-not-in-crm' },
  { id: 'email-no-contact-details' },
])
