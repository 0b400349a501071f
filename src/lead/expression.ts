/** JMESPath (https://jmespath.site) finds a value in a sender's JSON. The only file that imports the library. */
import { compile, getRegisteredFunctions, TreeInterpreter, tokenize } from '@jmespath-community/jmespath'

export type Expression = (body: unknown) => unknown

type Node = ReturnType<typeof compile>

const longest = 300
const mostProjections = 3

/** These could make a value of any size, or walk the whole body once for each of its parts. */
const refused: Readonly<Record<string, string>> = {
  pad_left: 'pad_left() is not taken',
  pad_right: 'pad_right() is not taken',
  Root: '$ is not taken; @ and names begin at the top of the lead',
  LetExpression: 'let is not taken',
}

/**
 * Compiles an expression. Its result is null where it finds nothing, or a value that it cannot work on.
 * @throws ExpressionError
 */
export function compileExpression(text: string): Expression {
  if (text.length > longest) throw new ExpressionError(`has more than ${longest} characters`)
  const tree = parsed(text)
  inspect(tree)
  return (body) => {
    try {
      return TreeInterpreter.search(tree, body as never)
    } catch {
      // This body does not suit the expression: length() of a null, join() of numbers.
      return null
    }
  }
}

export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

function parsed(text: string): Node {
  try {
    return compile(text)
  } catch {
    throw new ExpressionError(`is no JMESPath: ${placeOf(text)}`)
  }
}

/**
 * Finds the place of an error, which the library does not name: the first token that no continuation can make valid.
 */
function placeOf(text: string): string {
  const starts = startsOf(text)
  for (const [at, start] of starts.entries()) {
    const end = starts[at + 1] ?? text.length
    if (failureOf(text.slice(0, end)).match(/^$|EOF/)) continue
    return `unexpected ${text.slice(start, end).trim()} at character ${start + 1}`
  }
  return `something is missing at character ${text.length + 1}`
}

/** The positions of the tokens, as far as the text can be read. */
function startsOf(text: string): number[] {
  for (let end = text.length; end > 0; end--) {
    try {
      const starts = tokenize(text.slice(0, end)).map(({ start }) => start)
      return [...starts.filter((start) => start < end), ...(end < text.length ? [end] : [])]
    } catch {}
  }
  return [0]
}

function failureOf(text: string): string {
  try {
    compile(text)
    return ''
  } catch (error) {
    return String(error)
  }
}

/** @throws ExpressionError */
function inspect(tree: Node): void {
  let projections = 0
  for (const left: unknown[] = [tree]; left.length > 0; ) {
    const node = left.pop()
    if (typeof node !== 'object' || node === null) continue
    left.push(...Object.values(node))
    const { type, name } = node as { type?: string; name?: string }
    const called = type === 'Function' ? String(name) : ''
    if (called && !getRegisteredFunctions().includes(called))
      throw new ExpressionError(`no function is named ${called}`)
    const no = refused[called || (type ?? '')]
    if (no) throw new ExpressionError(no)
    if (/Projection$/.test(type ?? '') || called === 'map') projections++
  }
  if (projections > mostProjections) throw new ExpressionError(`has more than ${mostProjections} of [*], .* and [?…]`)
}
