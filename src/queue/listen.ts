/**
 * BullMQ gives every worker on PostgreSQL a client of its own for LISTEN, and a pool with too few hangs without an
 * error. This face of a pool lets them all share one listening client.
 */
import { EventEmitter } from 'node:events'
import type { PgPool, PgPoolClient } from 'bullmq'
import type pg from 'pg'

export function sharedListener(pool: pg.Pool): PgPool & { options: { keepAlive: boolean } } {
  let listening: Promise<pg.PoolClient> | undefined
  const faces = new Set<EventEmitter>()

  function listener(): Promise<pg.PoolClient> {
    listening ??= pool.connect().then((client) => {
      client.on('notification', (message) => {
        for (const face of faces) face.emit('notification', message)
      })
      client.once('error', (error) => {
        listening = undefined
        client.release(true)
        for (const face of faces) face.emit('error', error)
      })
      return client
    })
    listening.catch(() => (listening = undefined))
    return listening
  }

  function face(): PgPoolClient {
    const events = new EventEmitter().setMaxListeners(0)
    faces.add(events)
    const client = Object.assign(events, {
      async query(text: string, values?: readonly unknown[]) {
        const runner = /^\s*(un)?listen\b/i.test(text) ? await listener() : pool
        return runner.query(text, values as unknown[])
      },
      release: () => void faces.delete(events),
    })
    return client as unknown as PgPoolClient
  }

  return {
    options: { keepAlive: true },
    query: (text, values) => pool.query(text, values as unknown[]) as never,
    connect: async () => face(),
    async end() {
      const client = await listening
      client?.release(true)
      await pool.end()
    },
    on(event: 'error' | 'connect', listener: (argument: never) => void) {
      pool.on(event as 'error', listener as never)
      return this
    },
    removeAllListeners(event) {
      pool.removeAllListeners(event)
      return this
    },
  }
}
