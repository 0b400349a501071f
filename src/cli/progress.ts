import { setTimeout as pause } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'
import type { Answer } from '../client/operations.ts'
import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

type Replay = Pick<Answer<'get /replays/{id}'>, 'id' | 'state' | 'total' | 'done'>
type Lookup = Answer<'get /lookups/{id}'>

/** Milliseconds between two looks at the hub. */
const pollMs = 300

export interface Bar {
  at(value: number): void
  /** Sets the other values of the bar's format. */
  say(words: object): void
  stop(): void
}

/** A bar on standard error; without a person at the terminal it does nothing. */
export function progressBar({ ask }: Terminal, format: string, total: number, words: object): Bar {
  if (ask === undefined) return { at: () => undefined, say: () => undefined, stop: () => undefined }
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true })
  bar.start(total, 0, words)
  return { at: (value) => bar.update(value), say: (more) => bar.update(more), stop: () => bar.stop() }
}

/** Waits until a replay is done or stopped, with a progress bar. */
export function waitForReplay(client: Client, begun: Replay, terminal: Terminal): Promise<Replay> {
  const bar = progressBar(terminal, '{bar} {percentage}%, {value} of {total} put in line', begun.total, {})
  const look = () => client.call('get /replays/{id}', { params: { id: begun.id } })
  return untilEnded(begun, look, bar, ({ done }) => done)
}

/** Waits until the undo of a replay has ended, with a progress bar. @param total how many it takes back */
export async function waitForUndo(client: Client, id: string, total: number, terminal: Terminal) {
  const look = async () => {
    const { undo, undone } = await client.call('get /replays/{id}', { params: { id } })
    return { state: undo?.state ?? 'done', undone }
  }
  const begun = await look()
  const bar = progressBar(terminal, '{bar} {percentage}%, {value} of {total} taken back', begun.undone + total, {})
  return untilEnded(begun, look, bar, ({ undone }) => undone)
}

/** Waits until a look-up of many is done or stopped, with a progress bar. */
export function waitForLookup(client: Client, begun: Lookup, terminal: Terminal): Promise<Lookup> {
  const bar = progressBar(terminal, '{bar} {percentage}%, {value} of {total} looked up', begun.total, {})
  const look = () => client.call('get /lookups/{id}', { params: { id: begun.id } })
  return untilEnded(begun, look, bar, ({ found, absent, cannot }) => found + absent + cannot)
}

async function untilEnded<R extends { state: string }>(
  begun: R,
  look: () => Promise<R>,
  bar: Bar,
  done: (run: R) => number,
): Promise<R> {
  try {
    for (let now = begun; ; now = await look()) {
      bar.at(done(now))
      if (now.state !== 'running') return now
      await pause(pollMs)
    }
  } finally {
    bar.stop()
  }
}
