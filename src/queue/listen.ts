/**
 * BullMQ takes a connection for LISTEN from the pool for every worker on PostgreSQL, and hangs without an error if the
 * pool has too few. This wrapper of a pool lets all workers share one listening connection.
 */
import { EventEmitter } from 'node:events'
import type { PgPool, PgPoolClient } from 'bullmq'
import type pg from 'pg'

/** Milliseconds between checks: a connection that only listens does not notice by itself that it is dead. */
const checkEvery = 5_000

interface Listening {
  client: pg.PoolClient
  close(): void
  channels: Map<string, Promise<pg.QueryResult>>
}

// BullMQ's statements begin with a comment.
const listens = /^\s*(--[^\n]*\n\s*)*(un)?listen\b/i

export function sharedListener(pool: pg.Pool): PgPool & { options: { keepAlive: boolean } } {
  let listening: Promise<Listening> | undefined
  const clients = new Set<EventEmitter>()

  function listener(): Promise<Listening> {
    listening ??= pool.connect().then((client) => {
      client.on('notification', (message) => {
        for (const each of clients) each.emit('notification', message)
      })
      let isOpen = true
      // A connection that does not answer in time is destroyed, and emits `error`.
      let checking = false
      const check = async () => {
        if (checking) return
        checking = true
        await client.query('select 1').catch(() => undefined)
        checking = false
      }
      const checks = setInterval(() => void check(), checkEvery)
      const close = () => {
        clearInterval(checks)
        if (isOpen) client.release(true)
        isOpen = false
      }
      client.on('error', (error) => {
        listening = undefined
        close()
        for (const each of clients) each.emit('error', error)
      })
      return { client, close, channels: new Map() }
    })
    listening.catch(() => (listening = undefined))
    return listening
  }

  /** All workers listen to the same channels, so each LISTEN is sent once, one after the other. */
  async function listen(statement: string): Promise<pg.QueryResult> {
    const { client, channels } = await listener()
    const known = channels.get(statement)
    if (known) return known
    const before = [...channels.values()].at(-1)
    const answer = Promise.resolve(before).then(() => client.query(statement))
    channels.set(statement, answer)
    return answer
  }

  function sharedClient(): PgPoolClient {
    const events = new EventEmitter().setMaxListeners(0)
    clients.add(events)
    const client = Object.assign(events, {
      query: (text: string, values?: readonly unknown[]) =>
        listens.test(text) ? listen(text) : pool.query(text, values as unknown[]),
      release: () => void clients.delete(events),
    })
    return client as unknown as PgPoolClient
  }

  return {
    options: { keepAlive: true },
    query: (text, values) => pool.query(text, values as unknown[]) as never,
    connect: async () => sharedClient(),
    async end() {
      const opened = await listening
      opened?.close()
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
