import { exitCodes, Quit } from '../quit.ts'

/** Largest line in characters. */
const longest = 4 * 1024 * 1024

/** Yields the lines that are not blank. @throws Quit for a line that is longer than the hub ever writes */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const part of text) {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longest)
      throw new Quit(exitCodes.data, 'A line is longer than 4 MiB. The file must have one JSON object a line.')
    for (const line of lines) if (line.trim() !== '') yield line.trim()
  }
  if (rest.trim() !== '') yield rest.trim()
}
