import type { Response } from 'express'

/** As `response.status(status).json(body)`, without its look-ups: the answer to every lead goes through here. */
export function sendJson(response: Response, status: number, body: object): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text)
}
