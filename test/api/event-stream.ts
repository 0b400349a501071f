/** Reads server-sent events over real HTTP. */
import http from 'node:http'
import { expect } from 'vitest'
import { eventually } from '../setup/eventually.ts'

export interface Heard {
  status: number
  headers: http.IncomingHttpHeaders
  /** Everything that came. */
  text(): string
  ended(): boolean
  /** The names of all events so far. */
  names(): string[]
  lastId(): string | undefined
  /** Waits for the names, and forgets what was heard before. */
  until(...names: string[]): Promise<string[]>
  pause(): void
  leave(): void
}

export async function listen(url: string, headers: http.OutgoingHttpHeaders = {}): Promise<Heard> {
  const request = http.get(url, { headers })
  const reply = await new Promise<http.IncomingMessage>((resolve, reject) =>
    request.once('response', resolve).once('error', reject),
  )
  let [text, ended, from] = ['', false, 0]
  reply.setEncoding('utf8').on('data', (part) => (text += part))
  reply.on('error', () => undefined).once('close', () => (ended = true))
  const names = () =>
    [...text.slice(from).matchAll(/^event: change\ndata: (.+)$/gm)].flatMap(
      ([, data = '']) => JSON.parse(data) as string[],
    )
  return {
    status: reply.statusCode ?? 0,
    headers: reply.headers,
    text: () => text,
    ended: () => ended,
    names,
    lastId: () => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1],
    async until(...wanted) {
      const found = await eventually(() => {
        expect(names()).toEqual(expect.arrayContaining(wanted))
        return names()
      })
      from = text.length
      return found
    },
    pause: () => void reply.pause(),
    leave: () => void request.destroy(),
  }
}
