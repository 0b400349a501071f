/** `leadyard …`: the operator's command line, a client of the management API. */
import { runCli } from './run.ts'
import { openTerminal } from './terminal.ts'

process.exitCode = await runCli(process.argv.slice(2), openTerminal())
