/**
 * Classifies a refused sign-in by the number in `error_codes`, not by the text, because Microsoft says that
 * descriptions may change (learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
import { z } from 'zod'
import type { Problem } from '../../connector.ts'
import { configuration, type DeliveryError } from '../../failure.ts'
import { failureBy, meaningOf, problemById } from '../answer.ts'
import type { HttpReply } from '../http.ts'
import { jsonOf } from '../json.ts'
import { retryAfter } from '../status.ts'
import { entraTable } from './problems.ts'

const who = 'Microsoft Entra ID'

const refusedShape = z.object({
  error: z.string().catch(''),
  error_description: z.string().catch(''),
  error_codes: z.array(z.coerce.number()).catch([]),
})

// "Error validating credentials": older replies put these numbers before the number that tells the cause.
const general = new Set([70002, 70000])

const busy = problemById(entraTable, '{type}-entra-busy')

/** A failed password is never probed by itself, because Entra locks the account. */
export function refusal(reply: HttpReply, password: boolean, now: Date): DeliveryError {
  const said = refusedShape.safeParse(jsonOf(reply.text)).data ?? { error: '', error_description: '', error_codes: [] }
  const numbers = numbersOf(said)
  const number = decisive(numbers)
  const code = number ? codeOf(number) : said.error || `HTTP_${reply.status}`
  // A reply with status 200 may hold a token even if it cannot be read.
  const excerpt = reply.status === 200 ? undefined : reply.text
  const entry = number ? entryOf(number) : undefined
  // The connector's catalogue has the entry under another id, which the code finds.
  const detail = { code, status: reply.status, excerpt, problem: undefined }
  if (passes(reply, numbers, said.error)) {
    const retryAt = retryAfter(reply.headers['retry-after'], now, reply.headers['date'])
    const everyLead = reply.status === 429 || retryAt !== undefined
    return failureBy(busy, { who, now }, { ...detail, retryAt, everyLead })
  }
  const refused = { ...detail, probe: !password }
  if (entry?.class === 'configuration') return failureBy(entry, { who, now }, refused)
  const advice = number || said.error ? unnamed : noAnswer
  return configuration({ ...refused, message: `${who} refuses the sign-in (${code}): ${advice}` })
}

const unnamed = 'check directory, application and secret'
const noAnswer = 'this is no answer of Entra; check the authority, and a proxy on the way'

function numbersOf({ error_codes, error_description }: z.output<typeof refusedShape>): number[] {
  const numbers = error_codes.filter((number) => Number.isInteger(number) && number > 0)
  if (numbers.length > 0) return numbers
  return [...error_description.matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]))
}

/** Of several numbers, the number that needs a person and is most specific: "70002 … 50126" is about the password. */
function decisive(numbers: readonly number[]): number | undefined {
  const final = numbers.filter((number) => entryOf(number)?.class !== 'transient')
  return final.find((number) => !general.has(number)) ?? final[0] ?? numbers[0]
}

function passes(reply: HttpReply, numbers: readonly number[], error: string): boolean {
  const classes = numbers.map((number) => entryOf(number)?.class)
  if (classes.includes('configuration')) return false
  if (classes.length > 0 && classes.every((known) => known === 'transient')) return true
  return reply.status === 429 || reply.status >= 500 || error === 'temporarily_unavailable'
}

function entryOf(number: number): Problem | undefined {
  return meaningOf(entraTable, { code: codeOf(number) })
}

function codeOf(number: number): string {
  return `AADSTS${number}`
}
