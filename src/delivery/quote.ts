/**
 * Which of a problem's documented sentences the far end said. Only sentences of the catalogue are quoted: an answer may hold
 * words of a lead. Pure.
 */
import { flatten } from '../outside/answer.ts'

interface Quote {
  /** A sentence of the catalogue. */
  text: string
  /** The far end said it. Otherwise it is an example: the first sentence of the entry. */
  isSaid: boolean
}

/**
 * @param wording the documented sentences of the problem
 * @param answer what is known of the answer: its code, its status, or some of its text
 */
export function quoteOf(
  wording: readonly string[],
  { code = '', text = '' }: { code?: string | null | undefined; text?: string | undefined },
): Quote {
  const said = saidIn(wording, text) ?? wording.find((one) => tells(one, code ?? ''))
  return { text: said ?? wording[0] ?? '', isSaid: said !== undefined }
}

/** The longest of the sentences that stands in the text of an answer. */
export function saidIn(wording: readonly string[], text: string): string | undefined {
  const flat = flatten(text)
  const found = wording.filter((one) => flat.includes(flatten(one)))
  return found.toSorted((a, b) => b.length - a.length)[0]
}

/** A sentence names its code as a word; that of a status begins with the status. */
function tells(sentence: string, code: string): boolean {
  const status = /^HTTP_(\d{3})$/.exec(code)?.[1]
  if (status !== undefined) return sentence.startsWith(`${status} `)
  const at = code === '' ? -1 : sentence.toLowerCase().indexOf(code.toLowerCase())
  const around = [sentence[at - 1], sentence[at + code.length]]
  return at >= 0 && around.every((character) => character === undefined || !/[\w-]/.test(character))
}
