/** What counts as a receipt, and the notes that go with it. */
import type { Note, Receipt } from '../connector.ts'

const outcomes: ReadonlySet<unknown> = new Set<Receipt['outcome']>(['created', 'updated', 'already-there', 'accepted'])

/** A connector of a third party may return anything, or nothing. */
export function isReceipt(returned: unknown): boolean {
  return typeof returned === 'object' && returned !== null && 'outcome' in returned && outcomes.has(returned.outcome)
}

/** A value that is no receipt stays as it is. */
export function withNotes(receipt: Receipt, notes: readonly Note[]): Receipt {
  if (notes.length === 0 || !isReceipt(receipt)) return receipt
  return { ...receipt, notes: [...notes, ...(receipt.notes ?? [])] }
}
