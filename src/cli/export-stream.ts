/** An answer of the hub that is as long as it is: read no faster than it is written away. */
import { type Client, HubRefusal, refusal } from './client.ts'
import { exitCodes, Quit } from './quit.ts'

/** Without a byte for so long, in milliseconds, the hub is taken for dead. */
const patience = 60_000

export async function* exported(
  { url }: Pick<Client, 'url'>,
  token: string | undefined,
  body: object,
): AsyncGenerator<Buffer> {
  const silence = new AbortController()
  let late = setTimeout(() => silence.abort(), patience)
  const heard = () => {
    clearTimeout(late)
    late = setTimeout(() => silence.abort(), patience)
  }
  let writing = false
  try {
    const reply = await asked(`${url}/api/exports`, token, body, silence.signal)
    for await (const part of reply) {
      clearTimeout(late)
      // However long writing takes, and whatever comes of it: the hub has no part in it.
      writing = true
      yield Buffer.from(part)
      writing = false
      heard()
    }
  } catch (error) {
    if (error instanceof Quit || writing) throw error
    throw new Quit(
      exitCodes.unreachable,
      'The hub broke off the export. The output is not complete; run the command again.',
    )
  } finally {
    clearTimeout(late)
    silence.abort()
  }
}

async function asked(url: string, token: string | undefined, body: object, signal: AbortSignal) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const init = { method: 'POST', headers, body: JSON.stringify(body), redirect: 'manual', signal } as const
  const reply = await fetch(url, init).catch(() => {
    throw new Quit(
      exitCodes.unreachable,
      `No hub answers at ${new URL(url).origin}. Start the hub, or give its address with --url.`,
    )
  })
  if (reply.status === 200 && reply.body) return reply.body
  const problem: unknown = await reply.json().catch(() => undefined)
  throw problem === undefined
    ? new HubRefusal(reply.status, `The hub answered ${reply.status}.`)
    : refusal(reply.status, problem)
}
