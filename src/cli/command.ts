/** What every command that talks to the hub has in common. */
import { Command } from 'commander'
import type { CliEnvironment } from '../env.ts'
import { readLocalToken } from '../local/token.ts'
import { type Client, openClient } from './client.ts'
import type { ExitCode } from './quit.ts'
import type { Terminal } from './terminal.ts'

export interface Cli {
  env: CliEnvironment
  terminal: Terminal
  /** Sets how the program ends; 0 unless a command says otherwise. */
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

/** `leadyard <name> <part>`; each part is a command of its own. */
export function groupCommand(name: string, description: string, parts: readonly Command[]): Command {
  const group = new Command(name).description(description)
  for (const part of parts) group.addCommand(part)
  return group
}

export function clientFor(cli: Cli, options: HubOptions): Client {
  return openClient(options.url, tokenFor(cli, options))
}

/** The one given; else, for a hub on this machine and no other, the one of its data folder. */
export function tokenFor({ env }: Cli, { url, token }: HubOptions): string | undefined {
  return token ?? env.token ?? (isThisMachine(url) ? readLocalToken(env.dataDir) : undefined)
}

function isThisMachine(url: string): boolean {
  const name = URL.canParse(url) ? new URL(url).hostname : ''
  return name === 'localhost' || name === '[::1]' || /^127(\.\d+){3}$/.test(name)
}

/** JSON for programs, or words for a person. */
export function answer({ terminal }: Cli, { json }: { json?: boolean }, value: unknown, words: () => string): void {
  terminal.print(json ? JSON.stringify(value, null, 2) : words())
}
