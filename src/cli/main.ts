/** `leadyard …`: the operator's hand tool. What it knows of the hub, it asks the management API. */
import { runCli } from './run.ts'
import { openTerminal } from './terminal.ts'

process.exitCode = await runCli(process.argv.slice(2), openTerminal())
