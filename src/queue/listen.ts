/**
 * BullMQ gives every worker on PostgreSQL a client of its own for LISTEN, and a pool with too few hangs without an
 * error. This face of a pool lets them all share one listening client.
 */
import { EventEmitter } from 'node:events'
import type { PgPool, PgPoolClient } from 'bullmq'
import type pg from 'pg'

/** A connection that only listens would never know that it hears nothing any more. */
const askEvery = 5_000

interface Listening {
  client: pg.PoolClient
  letGo(): void
  channels: Map<string, Promise<pg.QueryResult>>
}

// BullMQ's statements begin with a comment.
const listens = /^\s*(--[^\n]*\n\s*)*(un)?listen\b/i

export function sharedListener(pool: pg.Pool): PgPool & { options: { keepAlive: boolean } } {
  let listening: Promise<Listening> | undefined
  const faces = new Set<EventEmitter>()

  function listener(): Promise<Listening> {
    listening ??= pool.connect().then((client) => {
      client.on('notification', (message) => {
        for (const face of faces) face.emit('notification', message)
      })
      let held = true
      // Not answered in time, it is destroyed, and tells so by its `error`.
      let asked = false
      const ask = async () => {
        if (asked) return
        asked = true
        await client.query('select 1').catch(() => undefined)
        asked = false
      }
      const asking = setInterval(() => void ask(), askEvery)
      const letGo = () => {
        clearInterval(asking)
        if (held) client.release(true)
        held = false
      }
      client.on('error', (error) => {
        listening = undefined
        letGo()
        for (const face of faces) face.emit('error', error)
      })
      return { client, letGo, channels: new Map() }
    })
    listening.catch(() => (listening = undefined))
    return listening
  }

  /** Every worker listens to the same channels: once is enough, one after the other. */
  async function listen(statement: string): Promise<pg.QueryResult> {
    const { client, channels } = await listener()
    const known = channels.get(statement)
    if (known) return known
    const before = [...channels.values()].at(-1)
    const asked = Promise.resolve(before).then(() => client.query(statement))
    channels.set(statement, asked)
    return asked
  }

  function face(): PgPoolClient {
    const events = new EventEmitter().setMaxListeners(0)
    faces.add(events)
    const client = Object.assign(events, {
      query: (text: string, values?: readonly unknown[]) =>
        listens.test(text) ? listen(text) : pool.query(text, values as unknown[]),
      release: () => void faces.delete(events),
    })
    return client as unknown as PgPoolClient
  }

  return {
    options: { keepAlive: true },
    query: (text, values) => pool.query(text, values as unknown[]) as never,
    connect: async () => face(),
    async end() {
      const held = await listening
      held?.letGo()
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
