/** Reads an export from the hub as a stream, no faster than it is written. */
import type { Query } from '../client/operations.ts'
import type { Client } from './client.ts'
import { exitCodes, Quit } from './quit.ts'

/** Milliseconds without a byte after which the hub counts as unreachable. */
const silenceTimeout = 60_000

export async function* exported({ open }: Pick<Client, 'open'>, body: Query<'get /exports'>): AsyncGenerator<Buffer> {
  const silence = new AbortController()
  let late = setTimeout(() => silence.abort(), silenceTimeout)
  const restartTimer = () => {
    clearTimeout(late)
    late = setTimeout(() => silence.abort(), silenceTimeout)
  }
  let writing = false
  try {
    const { body: reply } = await open('post /exports', { body, signal: silence.signal })
    for await (const part of reply ?? []) {
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
