/**
 * Standard output for the log. It never blocks and never ends the process. Lines that a full disk, a slow reader or a
 * closed pipe does not take are kept for a while, then lost and counted.
 */
import { fstatSync, write, writeSync } from 'node:fs'

export interface LogOutput {
  write(lines: string): void
  /** Lines lost since the start. */
  lost(): number
  /** Waits until all lines are written, at most `within` milliseconds. */
  flush(within: number): Promise<void>
  /** Whether a write still blocks: a process that ends would wait for this write. */
  stuck(): boolean
}

/** The file or pipe that lines are written to. */
export interface Destination {
  /** Writes some or all of the bytes. */
  write(bytes: Buffer, done: (error: Error | null | undefined, written: number) => void): void
  /** Writes as much as it can while the process ends. */
  writeLast(bytes: Buffer): void
  /** Whether the end of the process waits for a write under way. */
  blocks: boolean
}

export interface LogOutputOptions {
  /** Called with the number of lost lines, as soon as lines can be written again. */
  onRecovered?: (lost: number) => void
  /** Characters that are kept while nothing can be written. @default 1 MiB */
  most?: number
  /** Milliseconds until a failed write is repeated. @default 500 */
  again?: number
  /** Milliseconds between two writes, at least. The first line after a pause is written at once. @default 20 */
  apart?: number
}

export function openLogOutput(
  destination: Destination,
  { onRecovered, most = 1024 * 1024, again = 500, apart = 20 }: LogOutputOptions = {},
): LogOutput {
  let next: string[] = []
  let kept = 0
  let current: Buffer | undefined
  let underWay = false
  let planned: NodeJS.Timeout | undefined
  let sentAt = Number.NEGATIVE_INFINITY
  let lost = 0
  let told = 0
  const whenFlushed: (() => void)[] = []

  /** Many lines are written together, because a system call for each costs too much. */
  function plan(): void {
    if (planned || current) return
    const wait = Math.max(0, sentAt + apart - performance.now())
    planned = setTimeout(sendPlanned, wait)
  }

  function sendPlanned(): void {
    clearTimeout(planned)
    planned = undefined
    current ??= take()
    if (!current) return
    sentAt = performance.now()
    send(current)
  }

  function take(): Buffer | undefined {
    if (next.length === 0) return undefined
    const bytes = Buffer.from(next.join(''))
    next = []
    kept = 0
    return bytes
  }

  function send(bytes: Buffer): void {
    underWay = true
    destination.write(bytes, (error, written) => {
      underWay = false
      if (error) return void setTimeout(() => send(bytes), again).unref()
      if (written < bytes.length) return send((current = bytes.subarray(written)))
      current = undefined
      if (lost > told) {
        const since = lost - told
        told = lost
        onRecovered?.(since)
      }
      if (next.length > 0) plan()
      else for (const flushed of whenFlushed.splice(0)) flushed()
    })
  }

  process.once('exit', () => {
    const rest = [...(current && !underWay ? [current] : []), ...[take() ?? Buffer.alloc(0)]]
    if (!underWay || destination.blocks) destination.writeLast(Buffer.concat(rest))
  })

  return {
    write(lines) {
      if (kept + lines.length > most) {
        lost += lines.split('\n').length - 1
        return
      }
      next.push(lines)
      kept += lines.length
      plan()
    },
    lost: () => lost,
    async flush(within) {
      if (!current && next.length === 0) return
      let late: NodeJS.Timeout | undefined
      if (!current) sendPlanned()
      const over = new Promise<void>((resolve) => (late = setTimeout(resolve, within)))
      await Promise.race([over, new Promise<void>((resolve) => whenFlushed.push(resolve))])
      clearTimeout(late)
    },
    stuck: () => underWay && destination.blocks,
  }
}

export function standardOutput(): Destination {
  const kind = fstatSync(1)
  return kind.isFIFO() || kind.isSocket() ? pipe() : file(1)
}

/** Uses Node's stream, because a plain write to a pipe or socket may block, and with it the end of the process. */
function pipe(): Destination {
  const { stdout } = process
  // Each write gets its own error.
  stdout.on('error', () => undefined)
  return {
    write: (bytes, done) => void stdout.write(bytes, (error) => done(error, bytes.length)),
    writeLast: (bytes) => void stdout.write(bytes),
    blocks: false,
  }
}

function file(descriptor: number): Destination {
  return {
    write: (bytes, done) => write(descriptor, bytes, done),
    writeLast(bytes) {
      try {
        writeSync(descriptor, bytes)
      } catch {
        // The process ends, and there is no other place to report to.
      }
    },
    blocks: true,
  }
}
