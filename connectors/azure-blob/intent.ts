/** Where a line was to be appended, and with which content: kept in the hub's memory before the append. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Memory } from '../../src/connector.ts'

const intentShape = z.object({
  file: z.string(),
  offset: z.number(),
  /** Every content that was sent for that offset: the mapping may have changed between two attempts. */
  sent: z.array(z.object({ length: z.number(), sum: z.string() })),
})
export type Intent = z.output<typeof intentShape>

/** @param id the delivery's */
export async function readIntent(memory: Memory, id: string): Promise<Intent | undefined> {
  const stored = await memory.get(`append:${id}`)
  return stored ? intentShape.parse(JSON.parse(stored)) : undefined
}

export function sumOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Whether the bytes at the offset are a content that was sent. @param bytes from the offset on */
export function isSent({ sent }: Pick<Intent, 'sent'>, bytes: Buffer): boolean {
  return sent.some(({ length, sum }) => bytes.length >= length && sumOf(bytes.subarray(0, length)) === sum)
}
