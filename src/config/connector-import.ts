/** Explains to the author of a connector why its module cannot be imported. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PackageNotFound } from './connector-hooks.ts'
import { NotLoaded } from './connector-load.ts'

export interface LoadProblem {
  message: string
  hint?: string | undefined
}

/** @param folder the folder of config.yaml; file names are relative to it. */
export function importFailure(error: unknown, folder: string): LoadProblem {
  if (error instanceof PackageNotFound) {
    const name = error.message
    return {
      message: `no package of this name is installed in ${folder} or with the hub`,
      hint: `run npm install ${name} there; a file is written ./${name}`,
    }
  }
  if (error instanceof NotLoaded) return { message: error.message + placeOf(error, folder) }
  if (!(error instanceof Error)) return { message: `it throws when it is loaded: ${brief(String(error))}` }
  const { code = '' } = error as NodeJS.ErrnoException
  const said = brief(error.message)
  if (code === 'ERR_MODULE_NOT_FOUND') return { message: `it imports what is not there: ${said}`, hint: missing(said) }
  const at = placeOf(error, folder)
  if (error instanceof SyntaxError) return { message: `it cannot be read: ${said}${at}`, hint: syntax(code, said, at) }
  return { message: `it throws when it is loaded: ${error.name}: ${said}${at}` }
}

function missing(said: string): string {
  if (said.includes("package 'zod'")) return "import { z } from 'leadyard/connector'"
  return said.includes('package ') ? 'run npm install in the folder of that file' : 'correct the path in that file'
}

function syntax(code: string, said: string, at: string): string | undefined {
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return 'types are taken out, nothing is compiled; or name the compiled JavaScript'
  if (/import statement outside a module|Unexpected token 'export'/.test(said)) {
    return 'name the file .mjs, or put "type": "module" into its package.json'
  }
  // Node does not tell the place in an ES module.
  return at ? undefined : 'node --check with the name of the file shows the place'
}

/** The stack of a syntax error begins with the place; other stacks name it in the first frame outside Node. */
function placeOf({ stack = '' }: Error, folder: string): string {
  const [, file = '', line] =
    /^((?:file:\/\/|\/|[A-Za-z]:\\)[^\n]*):(\d+)\n/.exec(stack) ??
    /\bat .*?(file:\/\/[^\n)]+):(\d+):\d+/.exec(stack) ??
    []
  if (!line) return ''
  return ` (${path.relative(folder, file.startsWith('file:') ? fileURLToPath(file) : file)}:${line})`
}

/** One line without control characters, because a terminal shows it. */
function brief(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are removed
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}
