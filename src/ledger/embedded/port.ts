import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A TCP port of 127.0.0.1 that is free now. It is below the range that systems use for outgoing connections. Else a
 * client's own connection could get the server's port while the server restarts.
 * @throws when 200 random ports are all in use.
 */
export async function freePort(): Promise<number> {
  for (let checked = 0; checked < 200; checked++) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('No free TCP port between 20000 and 32000 on 127.0.0.1 for the embedded PostgreSQL.')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}
