import { setTimeout } from 'node:timers/promises'

/**
 * Repeats an assertion every 20 ms until it holds, and returns its value.
 * @throws the assertion's last error if it does not hold within `timeout` ms (default 10 000).
 * @example
 * await eventually(async () => expect(await count()).toBe(3), { what: 'three deliveries' })
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { timeout = 10_000, what }: { timeout?: number; what?: string } = {},
): Promise<T> {
  const deadline = Date.now() + timeout
  for (;;) {
    try {
      return await condition()
    } catch (error) {
      if (Date.now() >= deadline) throw withWaiting(error, timeout, what)
    }
    await setTimeout(20)
  }
}

function withWaiting(error: unknown, timeout: number, what: string | undefined): unknown {
  if (error instanceof Error) error.message += ` (waited ${timeout} ms${what ? ` for ${what}` : ''})`
  return error
}
