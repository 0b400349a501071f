/** Shows which reference stands for a secret, so that a person knows what to change. */
import { asRecord } from '../config/as-record.ts'
import { isReference } from '../config/secrets.ts'
import { hidden } from './masked.ts'

/**
 * @param shown the settings with their secrets hidden.
 * @param written the same settings as they stand in the file.
 * @param hide hides the values of all secrets in a text.
 */
export function withReferences(shown: unknown, written: unknown, hide: (text: string) => string): unknown {
  if (shown === hidden) return inTexts(written) ?? hidden
  if (typeof shown === 'string') {
    // The text around the reference is no secret.
    const isPart = shown.includes(hidden) && typeof written === 'string' && isReference(written)
    return isPart ? inPieces(written, hide) : shown
  }
  const inside = (one: unknown, key: string | number) => withReferences(one, partOf(written, key), hide)
  if (Array.isArray(shown)) return shown.map(inside)
  if (typeof shown !== 'object' || shown === null) return shown
  return Object.fromEntries(Object.entries(shown).map(([key, one]) => [key, inside(one, key)]))
}

function partOf(written: unknown, key: string | number): unknown {
  if (Array.isArray(written)) return written[Number(key)]
  return Object.getOwnPropertyDescriptor(asRecord(written), key)?.value
}

/** A secret may be a list (keys in rotation) or a map (headers). @returns undefined where the file has none. */
function inTexts(written: unknown): unknown {
  if (typeof written === 'string') return referencesOf(written)
  if (Array.isArray(written)) return written.map((one) => inTexts(one) ?? hidden)
  if (typeof written !== 'object' || written === null) return undefined
  return Object.fromEntries(Object.entries(written).map(([key, one]) => [key, inTexts(one) ?? hidden]))
}

/** Hides the text next to a reference, because it may be a part of the secret. */
export function referencesOf(text: string): string {
  return inPieces(text, () => hidden)
}

function inPieces(text: string, change: (between: string) => string): string {
  return piecesOf(text)
    .map((piece) => (isReference(piece) ? piece : change(piece)))
    .join('')
}

/** The references of a text, and the texts between them. */
export function piecesOf(text: string): string[] {
  return text.split(/(\$\{(?:env|file):[^}]+\})/).filter(Boolean)
}
