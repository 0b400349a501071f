/** Imports the code of others: within a time limit, and without letting it end the process. */
import { setTimeout as pause } from 'node:timers/promises'

export class NotLoaded extends Error {
  override readonly name = 'NotLoaded'
}

/** @throws what the module throws, or why it was not waited for. */
export async function importWithin(specifier: string, seconds: number): Promise<object> {
  const { exit } = process
  const over = new AbortController()
  // `check-config` would end with 0, and have said nothing.
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
