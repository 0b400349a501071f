/** The common parts of the commands. */
import { Command } from 'commander'
import type { CliEnvironment } from '../env.ts'
import { readLocalToken } from '../local/token.ts'
import { type Client, openClient } from './client.ts'
import { type ExitCode, usage } from './quit.ts'
import type { Terminal } from './terminal.ts'

export interface Cli {
  env: CliEnvironment
  terminal: Terminal
  /** Sets the exit code; without a call it is 0. */
  exitWith(code: ExitCode): void
}

export interface HubOptions {
  url: string
  token?: string
  json?: boolean
}

export function jsonCommand(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'print JSON')
}

export function hubCommand(name: string, description: string, { env }: Cli): Command {
  return jsonCommand(name, description)
    .option('--url <url>', 'address of the hub (or LEADYARD_URL)', env.url)
    .option('--token <token>', 'token of api.tokens; LEADYARD_TOKEN is safer')
}

/** `leadyard <name> <part>`; each part is a command. */
export function groupCommand(name: string, description: string, parts: readonly Command[]): Command {
  const group = new Command(name).description(description)
  for (const part of parts) group.addCommand(part)
  return group
}

export function clientFor(cli: Cli, options: HubOptions): Client {
  return openClient(options.url, tokenFor(cli, options))
}

/** The given token; else, for a hub on this machine, the token of its data folder. */
export function tokenFor({ env }: Cli, { url, token }: HubOptions): string | undefined {
  return token ?? env.token ?? (isThisMachine(url) ? readLocalToken(env.dataDir) : undefined)
}

function isThisMachine(url: string): boolean {
  const name = URL.canParse(url) ? new URL(url).hostname : ''
  return name === 'localhost' || name === '[::1]' || /^127(\.\d+){3}$/.test(name)
}

/** Prints JSON for programs, or a text for a person. */
export function answer({ terminal }: Cli, { json }: { json?: boolean }, value: unknown, format: () => string): void {
  terminal.print(json ? JSON.stringify(value, null, 2) : format())
}

/** Whether the text may be the id of a lead or a delivery. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

/** Asks for a yes. @throws Quit 2 with `help` when no person can be asked */
export async function confirmed({ terminal }: Cli, question: string, help: string): Promise<boolean> {
  if (!terminal.ask) throw usage(help)
  return /^y(es)?$/i.test((await terminal.ask(`${question} [y/N] `)).trim())
}
