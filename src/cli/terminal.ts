import { createInterface } from 'node:readline/promises'

/** Where a command writes: answers to standard output, everything about them to standard error. */
export interface Terminal {
  print(text: string): void
  /** Progress, questions, complaints. */
  tell(text: string): void
  /** Columns; undefined when the output goes into a file or a pipe and nothing needs to fit. */
  width: number | undefined
  /** Undefined where no person can be asked. */
  ask: ((question: string) => Promise<string>) | undefined
}

export function openTerminal(): Terminal {
  const { stdout, stderr, stdin } = process
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `… | head` has seen enough.
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  return {
    print: (text) => void stdout.write(`${text}\n`),
    tell: (text) => void stderr.write(`${text}\n`),
    width: stdout.isTTY ? stdout.columns : undefined,
    ask: stdin.isTTY && stderr.isTTY ? ask : undefined,
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
