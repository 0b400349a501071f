import type { Note } from '../connector.ts'

export function formatNote(note: Note): string {
  return typeof note === 'string' ? note : `${note.field} cut from ${note.from} to ${note.to} characters`
}
