/** Keeps a message within a vendor's limits. What is cut or left out is told in a note. */
import type { Note } from '../../connector.ts'
import { cut } from '../../lead/text.ts'

/** The text with an ellipsis where it was cut; lengths in UTF-16 units. */
export function shortened(text: string, max: number): string {
  return text.length <= max ? text : `${cut(text, max - 1)}…`
}

/** As {@link shortened}, with a note of the cut. */
export function noted(notes: Note[], field: string, text: string, max: number): string {
  const kept = shortened(text, max)
  if (kept !== text) notes.push({ field, from: text.length, to: kept.length })
  return kept
}

/** The largest number of things, of at most `all`, that still fits. A larger number never fits better than a smaller. */
export function mostThatFit(all: number, fits: (count: number) => boolean): number {
  let [least, most] = [0, all]
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (fits(middle)) least = middle
    else most = middle - 1
  }
  return least
}
