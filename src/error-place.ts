/** Where an error was thrown: what can be said of it without its message, which may quote a lead. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Frame {
  file: string
  line: string
}

const own = fileURLToPath(new URL('.', import.meta.url))

/** Lines of the stack, without what stands before them. */
export function stackLines(error: unknown): string[] {
  const { stack = '', message = '' } = (error ?? {}) as Partial<Error>
  if (typeof stack !== 'string' || typeof message !== 'string') return []
  // The message stands at the head of the stack, and may look like frames itself.
  const head = stack.indexOf(message)
  return stack
    .slice(head < 0 ? 0 : head + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
}

/** Of files that are neither Node's nor the hub's own. */
export function outerFrames(error: unknown): Frame[] {
  return stackLines(error).flatMap((text) => {
    const [, url = '', line = ''] = /^at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\).*?):(\d+):\d+\)?$/.exec(text) ?? []
    if (!url) return []
    const file = url.startsWith('file:') ? fileURLToPath(url.replace(/\?.*$/, '')) : url
    return file.startsWith(own) ? [] : [{ file, line }]
  })
}

/** @returns `acme.ts:41`: the first place in a connector, else in a library that it uses. */
export function errorPlace(error: unknown): string | undefined {
  const frames = outerFrames(error)
  const frame = frames.find(({ file }) => !isLibrary(file)) ?? frames[0]
  return frame && `${path.basename(frame.file)}:${frame.line}`
}

export function isLibrary(file: string): boolean {
  return file.split(path.sep).includes('node_modules')
}
