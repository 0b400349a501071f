/**
 * Texts of searches, which may name a person. The browser's history keeps only their keys, because no page can take a text out
 * of the history again; the texts themselves go when the person signs out or another one signs in.
 */

const place = 'leadyard-sought'
/** Of the newest searches. */
const most = 50

interface Sought {
  /** A mark of the person, which tells one from another and not the name. */
  of: number
  /** By key, the oldest first. */
  texts: [key: string, text: string][]
}

function read(): Sought {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? '') as Sought
  } catch {
    return { of: 0, texts: [] }
  }
}

function write(sought: Sought): void {
  sessionStorage.setItem(place, JSON.stringify(sought))
}

/** @returns the key for the history; empty for no text */
export function keepSought(text: string): string {
  if (text === '') return ''
  const sought = read()
  const known = sought.texts.find(([, one]) => one === text)
  if (known) return known[0]
  const key = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  write({ ...sought, texts: [...sought.texts, [key, text] as [string, string]].slice(-most) })
  return key
}

/** The text of a key; empty if it is gone. */
export function soughtOf(key: string | undefined): string {
  return read().texts.find(([one]) => one === key)?.[1] ?? ''
}

export function forgetSought(): void {
  sessionStorage.removeItem(place)
}

/** What another person searched for in this tab is forgotten. */
export function keepSoughtOf(person: string): void {
  const of = markOf(person)
  if (read().of !== of) write({ of, texts: [] })
}

/** FNV-1a */
function markOf(name: string): number {
  let mark = 0x811c9dc5
  for (const letter of name) mark = Math.imul(mark ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return mark
}
