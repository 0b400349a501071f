/** Reads an export from the hub as a stream, no faster than it is written. */
import { type Client, HubRefusal, refusal } from './client.ts'
import { exitCodes, Quit } from './quit.ts'

/** Milliseconds without a byte after which the hub counts as unreachable. */
const silenceTimeout = 60_000

export async function* exported(
  { url }: Pick<Client, 'url'>,
  token: string | undefined,
  body: object,
): AsyncGenerator<Buffer> {
  const silence = new AbortController()
  let late = setTimeout(() => silence.abort(), silenceTimeout)
  const restartTimer = () => {
    clearTimeout(late)
    late = setTimeout(() => silence.abort(), silenceTimeout)
  }
  let writing = false
  try {
    const reply = await requestExport(`${url}/api/exports`, token, body, silence.signal)
    for await (const part of reply) {
      clearTimeout(late)
      // The time and the failures of writing are not the hub's.
      writing = true
      yield Buffer.from(part)
      writing = false
      restartTimer()
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

async function requestExport(url: string, token: string | undefined, body: object, signal: AbortSignal) {
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
