import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import type { Streamed } from './endpoint.ts'

/**
 * Sends an answer while it is made, only as fast as the client reads, and stops when the client is gone. An answer that
 * fails is cut off, so that the client notices that it is not complete.
 * @param closing aborts when the hub stops
 */
export async function sendStream(
  { contentType, filename, chunks }: Streamed,
  request: Request,
  response: Response,
  closing: AbortSignal,
): Promise<void> {
  response.set('content-disposition', `attachment; filename="${filename}"`)
  response.set('content-type', `${contentType}; charset=utf-8`)
  if (request.method === 'HEAD') return void response.end()
  const made = chunks[Symbol.asyncIterator]()
  // A failure at the first chunk can still be answered with a status.
  const first = await made.next().catch((error: unknown) => {
    response.removeHeader('content-disposition')
    throw error
  })
  const rest = { [Symbol.asyncIterator]: () => made }
  const all = async function* () {
    if (first.done) return
    yield first.value
    yield* rest
  }
  await pipeline(Readable.from(all(), { objectMode: true, highWaterMark: 1 }), response, { signal: closing }).catch(
    (error: unknown) => {
      if (!response.destroyed) response.destroy()
      if (!clientLeft(error) && !closing.aborted) throw error
    },
  )
}

function clientLeft(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE'
}
