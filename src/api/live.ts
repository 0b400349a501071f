/** Sends an answer that goes on, as server-sent events. */
import type { Request, Response } from 'express'

/** An answer that goes on until the client leaves or the hub stops, as server-sent events. */
export interface Live {
  /**
   * @param last `Last-Event-ID` of the request
   * @param send called with each event, and never with personal data
   * @returns a function that ends it
   * @throws Refusal 429 if there are too many listeners
   */
  open(last: string | undefined, send: (event: LiveEvent) => void): Promise<() => void>
}

export interface LiveEvent {
  /** Without it, a listener who comes back does not refer to the event. */
  id?: string
  /** @default 'change' */
  event?: 'change' | 'beat'
  /** Becomes JSON. */
  data: unknown
  /** Whether the listener's own right to listen may have ended with what happened. */
  isDoubtful?: boolean
}

export interface LiveTimes {
  /** Milliseconds between two comments, which keep proxies from closing the connection. */
  comment: number
  /** Milliseconds after which the answer ends. The client comes back and is identified again. */
  longest: number
}

const usual: LiveTimes = { comment: 15_000, longest: 15 * 60_000 }

/** Bytes that a slow reader may leave unread in the hub. */
const mostUnread = 64 * 1024

/** Milliseconds after which a browser connects again. */
const reconnect = 2_000

/**
 * @param closing ends the answer when it aborts
 * @param isLetIn whether the listener may still listen; asked with each comment, and after a doubtful event
 */
export async function sendLive(
  { open }: Live,
  request: Request,
  response: Response,
  closing: AbortSignal,
  isLetIn: () => Promise<boolean>,
  { comment, longest }: LiveTimes = usual,
): Promise<void> {
  const begin = () => {
    if (response.headersSent) return
    // A compressed stream is held back until a block is full, and so is one that nginx buffers.
    response.set({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' })
    response.set('content-type', 'text/event-stream; charset=utf-8').flushHeaders()
    write(`retry: ${reconnect}\n\n`)
  }
  const write = (text: string) => {
    if (response.writableEnded) return
    if (response.writableLength > mostUnread) response.destroy()
    else response.write(text)
  }
  if (request.method === 'HEAD') {
    begin()
    return void response.end()
  }
  const { socket } = request
  const end = () => response.end()
  const check = () => void isLetIn().then((isIn) => isIn || end())
  const stop = await open(request.get('last-event-id'), ({ id, event = 'change', data, isDoubtful }) => {
    begin()
    write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (isDoubtful) check()
  })
  const comments = setInterval(() => {
    write(':\n\n')
    check()
  }, comment)
  const limit = setTimeout(end, longest)
  const finished = () => {
    stop()
    clearInterval(comments)
    clearTimeout(limit)
    closing.removeEventListener('abort', end)
    socket.off('end', end)
  }
  closing.addEventListener('abort', end, { once: true })
  response.once('close', finished)
  // A listener who leaves closes its half first, and the server would keep the other half open for the answer.
  socket.once('end', end)
  if (response.destroyed) finished()
  else if (closing.aborted || socket.readableEnded) end()
}
