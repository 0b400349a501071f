/** A channel for tests of the hub: posts each message to a scripted reader, over real HTTP. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Channel, Message } from '../../src/channel.ts'
import { configuration, rejected, transient, uncertain } from '../../src/failure.ts'

const settings = z.strictObject({
  url: z.string().meta({ title: 'Address', help: 'Where messages are posted.' }),
  key: z.string().default('right').meta({ title: 'Key', help: 'Sent as Bearer.', secret: true }),
})

function channelOf(type: string, groups: boolean): Channel<typeof settings> {
  return {
    type,
    label: 'Notes',
    summary: 'Posts messages to a scripted reader.',
    settings,
    groups,
    problems: [
      {
        id: 'notes-wrong-key',
        wording: [],
        codes: ['HTTP_401'],
        cause: 'The key is not the key.',
        remedy: ['Enter the right one.'],
        link: 'https://example.com/key',
      },
    ],
    open: ({ url, key }, { http }) => ({
      async tell({ signal, ...message }) {
        const body = JSON.stringify(message)
        const headers = { authorization: `Bearer ${key}` }
        const { status, text: excerpt } = await http.request({ method: 'POST', url, headers, body, signal })
        const detail = { status, code: `HTTP_${status}`, message: `The reader answered ${status}`, excerpt }
        if (status === 200) return { outcome: 'accepted', reference: message.id, status }
        if (status === 401) throw configuration(detail)
        if (status === 422) throw rejected(detail)
        if (status === 503) throw transient(detail)
        throw uncertain(detail)
      },
    }),
  }
}

/** Groups what happens within a minute. */
export const notes = channelOf('notes', true)
/** One message for each alert, like PagerDuty. */
export const pager = channelOf('pager', false)

type Note = Omit<Message, 'signal' | 'at'> & { at: string }

export interface Reader {
  url: string
  /** Everything that was answered 200, by its path; repeats included. */
  notes(path?: string): Note[]
  /** The same without repeats: what a far end that knows the id has. */
  told(path?: string): Note[]
  /** How often it was asked, whatever the answer. */
  asked(path?: string): number
  /** Answers of this path from now on. `hang`: takes the message and never answers. `break`: takes it and breaks. */
  answer(path: string, how: number | 'hang' | 'break'): void
  close(): Promise<void>
}

export async function startReader(port = 0): Promise<Reader> {
  const kept: { path: string; note: Note }[] = []
  const asked = new Map<string, number>()
  const answers = new Map<string, number | 'hang' | 'break'>()
  const server: Server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    asked.set(path, (asked.get(path) ?? 0) + 1)
    const body = JSON.parse(await text(request)) as Partial<Note>
    const note = { id: String(request.headers['webhook-id']), ...body } as Note
    const how = answers.get(path) ?? 200
    if (how === 200 || typeof how === 'string') kept.push({ path, note })
    if (how === 'hang') return
    if (how === 'break') return void request.socket.destroy()
    response.writeHead(how).end(how === 200 ? 'ok' : `Reader: ${how}, says ${note.subject}`)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: bound } = server.address() as AddressInfo
  const at = (path: string) => kept.filter((one) => one.path === path).map(({ note }) => note)
  return {
    url: `http://127.0.0.1:${bound}`,
    notes: (path = '/') => at(path),
    told: (path = '/') => [...new Map(at(path).map((note) => [note.id, note])).values()],
    asked: (path = '/') => asked.get(path) ?? 0,
    answer: (path, how) => void answers.set(path, how),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
