/** The place where an error was thrown. The error's message may quote a lead, so the place is shown instead. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Frame {
  file: string
  line: string
}

const own = fileURLToPath(new URL('.', import.meta.url))

/** The lines of the stack, without the error's name and message. */
export function stackLines(error: unknown): string[] {
  const { stack = '', message = '' } = (error ?? {}) as Partial<Error>
  if (typeof stack !== 'string' || typeof message !== 'string') return []
  // The stack begins with the message, whose lines may look like frames.
  const head = stack.indexOf(message)
  return stack
    .slice(head < 0 ? 0 : head + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
}

/** The frames in files that belong neither to Node nor to the hub. */
export function outerFrames(error: unknown): Frame[] {
  return stackLines(error).flatMap((text) => {
    const [, url = '', line = ''] = /^at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\).*?):(\d+):\d+\)?$/.exec(text) ?? []
    if (!url) return []
    const file = url.startsWith('file:') ? fileURLToPath(url.replace(/\?.*$/, '')) : url
    return file.startsWith(own) ? [] : [{ file, line }]
  })
}

/** @returns `acme.ts:41`: the first place in a connector, else the first place in a library that the connector uses. */
export function errorPlace(error: unknown): string | undefined {
  const frames = outerFrames(error)
  const frame = frames.find(({ file }) => !isLibrary(file)) ?? frames[0]
  return frame && `${path.basename(frame.file)}:${frame.line}`
}

export function isLibrary(file: string): boolean {
  return file.split(path.sep).includes('node_modules')
}
