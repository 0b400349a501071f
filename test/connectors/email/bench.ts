import { afterEach } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import type { Destination } from '../../../src/connector.ts'
import { type SmtpFarEnd, type SmtpOptions, startSmtp } from '../../far-ends/smtp.ts'
import { type TestTools, toolsFor } from '../tools.ts'

/** Closed after each test, the last opened first. */
export const closing: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export interface Bench {
  server: SmtpFarEnd
  destination: Destination
  tools: TestTools
}

export async function bench(options: SmtpOptions = {}, over: Record<string, unknown> = {}): Promise<Bench> {
  const server = await startSmtp(options)
  const tools = toolsFor('mail')
  const destination = email.open(email.settings.parse({ ...server.settings, ...over }), tools)
  closing.push(
    () => server.close(),
    () => tools.http.close(),
    () => destination.close?.(),
  )
  return { server, destination, tools }
}
