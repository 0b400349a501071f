import type { Answer } from '../../hub/client.ts'

type Page = Pick<Answer<'get /routes/matrix'>, 'items'>
export type MatrixOffer = Page['items'][number]

/** The offers without a route first; then the others, each once. */
export function rowsOf(lost: readonly Page[], all: readonly Page[]): MatrixOffer[] {
  const first = lost.flatMap(({ items }) => items)
  const known = new Set(first.map(({ offer }) => offer))
  return [...first, ...all.flatMap(({ items }) => items).filter(({ offer }) => !known.has(offer))]
}
