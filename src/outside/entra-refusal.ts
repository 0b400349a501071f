/**
 * What Entra's refusals mean. The number is read from `error_codes`, never the text: Microsoft says descriptions may
 * change (learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
import { z } from 'zod'
import { configuration, type DeliveryError, transient } from '../failure.ts'
import type { HttpReply } from './http.ts'
import { retryAfter } from './status.ts'

const refusedShape = z.object({
  error: z.string().catch(''),
  error_description: z.string().catch(''),
  error_codes: z.array(z.coerce.number()).catch([]),
})

// Entra's own passing troubles.
const passing = new Set([
  ...[50033, 50087, 50088, 50196, 51005, 80002, 80005, 80014],
  ...[90006, 90012, 90024, 90033, 90055, 90090, 90091],
])

// "Error validating credentials": older replies put it before the number that says why.
const general = new Set([70002, 70000])

/** A person must act, and this is what about. */
const reasons: readonly (readonly [numbers: readonly number[], advice: string])[] = [
  [
    [90002, 900023, 90013, 90019, 90023, 50059, 50128],
    'it does not know the directory; check the directory id and the cloud',
  ],
  [[90038, 900382, 900432], 'the directory belongs to another cloud; set the authority of that cloud'],
  [[700016, 700011, 70001], 'it does not know the application in this directory; check the application id'],
  [[7000112], 'the application is disabled; enable it again'],
  [[7000222], 'the client secret has expired; make a new one'],
  [[7000215, 70002, 50012], 'the client secret is wrong; enter its value, not its id'],
  [[7000229], 'the application has no enterprise application in this directory; an administrator must consent to it'],
  [[700025], 'the application is a public client, which may show no secret; switch that off, or use another one'],
  [[90011], 'two application ids were given; enter one'],
  [
    [9002313, 900144, 90014, 90100, 90027],
    'it cannot read the request; copy ids and secret again, whole and without blanks',
  ],
  [[50105, 501051], 'the application was not assigned to the service that is called'],
  [[7000218], 'a secret is wanted; allow public client flows, or sign in with an application secret'],
  [
    [700027, 700021, 700022, 700023, 700024, 700030],
    'the certificate or signed assertion is not accepted; check it, and the clock of this machine',
  ],
  [[50020, 51004], 'the user belongs to another directory'],
  [
    [500021, 500022, 500023, 500212, 500213],
    'a policy of the network or of a directory admits no sign-in to this directory; ask its administrator',
  ],
  [
    [500011, 70011, 50001, 650052, 1002012, 500014],
    'it does not know the resource in this directory; check the address of the far end',
  ],
  [[50126, 50034], 'user name or password is wrong'],
  [[50056], 'it holds no password of this user; sign in as an application'],
  [[50053], 'the account is locked; wait half an hour at least before the next sign-in'],
  [[50055, 50144], 'the password has expired; set a new one'],
  [[50057], 'the account is disabled'],
  [[50072, 50074, 50076, 50079, 50158], 'the account must use multifactor authentication, which a program cannot'],
  [
    [53000, 53001, 53002, 53003, 53004, 53011, 530031, 530032, 530034, 530035, 50131],
    'a Conditional Access policy blocks the sign-in',
  ],
  [
    [65001, 65005, 90093, 90094, 90099, 650056, 650057],
    'consent is missing; an administrator must grant it to the application',
  ],
]
const advice = new Map(reasons.flatMap(([numbers, text]) => numbers.map((number) => [number, text] as const)))

const unnamed = 'check directory, application and secret'
const noAnswer = 'this is no answer of Entra; check the authority, and a proxy on the way'

/** A failed password is never tried again by itself: Entra locks the account. */
export function refusal(reply: HttpReply, password: boolean, now: Date): DeliveryError {
  const said = refusedShape.safeParse(jsonOf(reply)).data ?? { error: '', error_description: '', error_codes: [] }
  const numbers = numbersOf(said)
  const number = decisive(numbers)
  const code = number ? `AADSTS${number}` : said.error || `HTTP_${reply.status}`
  // A 200 that is no token might still hold one.
  const excerpt = reply.status === 200 ? undefined : reply.text
  const detail = { code, status: reply.status, excerpt }
  if (passes(reply, numbers, said.error)) {
    const retryAt = retryAfter(reply.headers['retry-after'], now, reply.headers['date'])
    const everyLead = reply.status === 429 || retryAt !== undefined
    return transient({
      ...detail,
      retryAt,
      everyLead,
      message: `Microsoft Entra ID cannot sign in right now (${code})`,
    })
  }
  const why = advice.get(number ?? 0) ?? (number || said.error ? unnamed : noAnswer)
  return configuration({
    ...detail,
    message: `Microsoft Entra ID refuses the sign-in (${code}): ${why}`,
    probe: !password,
  })
}

function numbersOf({ error_codes, error_description }: z.output<typeof refusedShape>): number[] {
  const numbers = error_codes.filter((number) => Number.isInteger(number) && number > 0)
  if (numbers.length > 0) return numbers
  return [...error_description.matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]))
}

/** Of several numbers the one that needs a person, and says most: "70002 … 50126" is about the password. */
function decisive(numbers: readonly number[]): number | undefined {
  const final = numbers.filter((number) => !passing.has(number))
  return final.find((number) => !general.has(number)) ?? final[0] ?? numbers[0]
}

function passes(reply: HttpReply, numbers: readonly number[], error: string): boolean {
  if (numbers.some((number) => advice.has(number))) return false
  if (numbers.length > 0 && numbers.every((number) => passing.has(number))) return true
  return reply.status === 429 || reply.status >= 500 || error === 'temporarily_unavailable'
}

export function jsonOf(reply: HttpReply): unknown {
  try {
    return JSON.parse(reply.text)
  } catch {
    return undefined
  }
}
