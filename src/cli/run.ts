import { Command, CommanderError } from 'commander'
import { readCliEnvironment } from '../env.ts'
import { printable } from '../lead/printable.ts'
import type { Cli } from './command.ts'
import { alertsCommand } from './commands/alerts.ts'
import { approveCommand } from './commands/approve.ts'
import { cancelCommand } from './commands/cancel.ts'
import { channelsCommand } from './commands/channels.ts'
import { checkCommand } from './commands/check.ts'
import { checkConfigCommand } from './commands/check-config.ts'
import { configCommand } from './commands/config.ts'
import { configSchemaCommand } from './commands/config-schema.ts'
import { consoleCommand } from './commands/console.ts'
import { destinationStateCommands } from './commands/destination-state.ts'
import { destinationsCommand } from './commands/destinations.ts'
import { eraseCommand } from './commands/erase.ts'
import { explainCommand } from './commands/explain.ts'
import { exportCommand } from './commands/export.ts'
import { failedCommand } from './commands/failed.ts'
import { hashPasswordCommand } from './commands/hash-password.ts'
import { importCommand } from './commands/import.ts'
import { leadsCommand } from './commands/leads.ts'
import { lookUpCommand } from './commands/look-up.ts'
import { overviewCommand } from './commands/overview.ts'
import { proveCommand } from './commands/prove.ts'
import { reconcileCommand } from './commands/reconcile.ts'
import { replayCommand } from './commands/replay.ts'
import { reportCommand } from './commands/report.ts'
import { rerouteCommand } from './commands/reroute.ts'
import { revealCommand } from './commands/reveal.ts'
import { routeCommand } from './commands/route.ts'
import { searchCommand } from './commands/search.ts'
import { sendCommand } from './commands/send.ts'
import { settleCommand } from './commands/settle.ts'
import { showCommand } from './commands/show.ts'
import { silenceCommand } from './commands/silence.ts'
import { sourcesCommand } from './commands/sources.ts'
import { undoCommand } from './commands/undo.ts'
import { whyCommand } from './commands/why.ts'
import { type ExitCode, exitCodes, Quit, usage } from './quit.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs one command.
 * @param variables the environment. @default the environment of the process
 */
export async function runCli(
  args: readonly string[],
  given: Terminal,
  variables?: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const terminal = withPrintable(given)
  let code: ExitCode = 0
  try {
    const cli: Cli = { env: environment(variables), terminal, exitWith: (wanted) => (code = wanted) }
    await program(cli).parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Commander has printed the error already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
    terminal.tell(error instanceof Error ? error.message : String(error))
    return error instanceof Quit ? error.code : exitCodes.failed
  }
}

/** Texts of leads, far ends and files may hold control characters, which a terminal must not obey. */
function withPrintable({ print, tell, ask, ...others }: Terminal): Terminal {
  return {
    print: (text) => print(printable(text)),
    tell: (text) => tell(printable(text)),
    ask: ask && ((question) => ask(printable(question))),
    ...others,
  }
}

function environment(variables: Parameters<typeof readCliEnvironment>[0]) {
  try {
    return readCliEnvironment(variables)
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error))
  }
}

function program(cli: Cli): Command {
  const { terminal } = cli
  const all = new Command('leadyard').description(
    'Shows leads and their deliveries, and acts on them: sends, replays, routes, imports, exports, erases.',
  )
  const commands = [
    checkConfigCommand(cli),
    configCommand(cli),
    configSchemaCommand(cli),
    sendCommand(cli),
    overviewCommand(cli),
    alertsCommand(cli),
    channelsCommand(cli),
    leadsCommand(cli),
    searchCommand(cli),
    failedCommand(cli),
    showCommand(cli),
    revealCommand(cli),
    replayCommand(cli),
    undoCommand(cli),
    lookUpCommand(cli),
    settleCommand(cli),
    cancelCommand(cli),
    routeCommand(cli),
    whyCommand(cli),
    rerouteCommand(cli),
    approveCommand(cli),
    importCommand(cli),
    exportCommand(cli),
    proveCommand(cli),
    reconcileCommand(cli),
    sourcesCommand(cli),
    silenceCommand(cli),
    consoleCommand(cli),
    destinationsCommand(cli),
    checkCommand(cli),
    ...destinationStateCommands(cli),
    reportCommand(cli),
    eraseCommand(cli),
    explainCommand(cli),
    hashPasswordCommand(cli),
  ]
  for (const command of commands) all.addCommand(command)
  for (const command of [all, ...commands.flatMap((one) => [one, ...one.commands])]) {
    command
      .showHelpAfterError(`For help, run: ${commandPath(command)} --help`)
      .exitOverride()
      .configureOutput({
        writeOut: (text) => terminal.print(text.trimEnd()),
        writeErr: (text) => terminal.tell(text.trimEnd()),
      })
  }
  return all.addHelpText('after', exitHelp)
}

/** `leadyard config diff` */
function commandPath(command: Command): string {
  return [command.parent && commandPath(command.parent), command.name()].filter(Boolean).join(' ')
}

const exitHelp = `
Exit codes: 0 done · 1 failed, or nothing found · 2 wrong usage · 3 you must do the rest by hand · 65 the file cannot be used · 69 no hub answers · 77 the hub refuses · 78 wrong configuration`
