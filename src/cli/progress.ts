import { setTimeout as pause } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'
import type { z } from 'zod'
import { replayShape } from '../api/shapes/replay.ts'
import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

type Replay = z.output<typeof replayShape>

const look = 300

export interface Bar {
  at(value: number): void
  /** What else stands in its line. */
  say(words: object): void
  stop(): void
}

/** On standard error, where a person watches. */
export function barOf({ ask }: Terminal, format: string, total: number, words: object): Bar {
  if (ask === undefined) return { at: () => undefined, say: () => undefined, stop: () => undefined }
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true })
  bar.start(total, 0, words)
  return { at: (value) => bar.update(value), say: (more) => bar.update(more), stop: () => bar.stop() }
}

/** Waits until a replay is done or stopped, with a bar where a person watches. */
export async function followReplay(client: Client, begun: Replay, { ask }: Terminal): Promise<Replay> {
  const bar = new SingleBar({
    format: '{bar} {percentage}%, {value} of {total} put in line',
    stream: process.stderr,
    hideCursor: true,
  })
  const watched = ask !== undefined
  if (watched) bar.start(begun.total, begun.done)
  try {
    for (let now = begun; ; ) {
      if (watched) bar.update(now.done)
      if (now.state !== 'running') return now
      await pause(look)
      now = await client.get(`/replays/${begun.id}`, replayShape)
    }
  } finally {
    if (watched) bar.stop()
  }
}
