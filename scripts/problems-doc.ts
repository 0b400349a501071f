/** Makes the end of a problems.md: the entries of tables that several connectors or channels share. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Problem } from '../src/connector.ts'
import { escaped, wordsIn } from '../src/outside/catalogue.ts'
import type { Catalogued } from './catalogued.ts'
import { markedPart } from './marked.ts'

export const part = 'shared'
export const fileOf = ({ folder }: Catalogued) => `${folder}/problems.md`

/** @returns undefined for a page without shared entries. */
export function sharedProblems(from: Catalogued): string | undefined {
  const file = fileOf(from)
  const text = readFileSync(path.join(import.meta.dirname, '..', file), 'utf8')
  if (!text.includes(`<!-- ${part}: begin`)) return undefined
  const own = wordsIn(text.replace(markedPart(file, part), ''))
  return from.problems
    .filter(({ id }) => !own.has(id))
    .map(entry)
    .join('\n')
}

function entry({ id, wording, cause, remedy, link }: Problem): string {
  return [
    `## ${id}`,
    '',
    ...wording.flatMap((text) => [`> ${escaped(text).replaceAll('\n', '\n> ')}`, '']),
    `Cause: ${escaped(cause)}`,
    '',
    ...remedy.map((step, at) => `${at + 1}. ${escaped(step)}`),
    '',
    `More: <${link}>`,
    '',
  ].join('\n')
}
