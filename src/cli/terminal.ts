import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** The output of a command: answers go to standard output, everything else to standard error. */
export interface Terminal {
  print(text: string): void
  /** For progress, questions and problems. */
  tell(text: string): void
  /** Columns; undefined when the output goes into a file or a pipe. */
  width: number | undefined
  /** Undefined when no person can be asked. */
  ask: ((question: string) => Promise<string>) | undefined
  /** The same, and what is typed is not shown. */
  askSecret: ((question: string) => Promise<string>) | undefined
  /** Standard input, up to its end. */
  input(): Promise<string>
}

export function openTerminal(): Terminal {
  const { stdout, stderr, stdin } = process
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader closed the pipe: `… | head`.
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  return {
    print: (text) => void stdout.write(`${text}\n`),
    tell: (text) => void stderr.write(`${text}\n`),
    width: stdout.isTTY ? stdout.columns : undefined,
    ask: stdin.isTTY && stderr.isTTY ? ask : undefined,
    askSecret: stdin.isTTY && stderr.isTTY ? askSecret : undefined,
    input: () => text(stdin),
  }
}

async function ask(question: string): Promise<string> {
  const line = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await line.question(question)
  } finally {
    line.close()
  }
}

async function askSecret(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const line = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  process.stderr.write(question)
  try {
    const stopped = new Promise<never>((_, reject) => line.once('SIGINT', () => reject(new Error('Nothing was done.'))))
    return await Promise.race([line.question(''), stopped])
  } finally {
    line.close()
    process.stderr.write('\n')
  }
}
