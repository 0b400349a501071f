/** Imports third-party code within a time limit, and does not let the code end the process. */
import { setTimeout as pause } from 'node:timers/promises'

export class NotLoaded extends Error {
  override readonly name = 'NotLoaded'
}

/** @throws the module's own error, or NotLoaded. */
export async function importWithin(specifier: string, seconds: number): Promise<object> {
  const { exit } = process
  const over = new AbortController()
  // Otherwise `check-config` would end with 0 and print nothing.
  process.exit = () => {
    throw new NotLoaded('it calls process.exit when it is loaded')
  }
  try {
    return await Promise.race([import(specifier) as Promise<object>, lateAfter(seconds, over.signal)])
  } finally {
    over.abort()
    process.exit = exit
  }
}

async function lateAfter(seconds: number, over: AbortSignal): Promise<never> {
  await pause(seconds * 1000, undefined, { signal: over })
  throw new NotLoaded(`it was not loaded within ${seconds} seconds: it awaits something at its top level`)
}
