/** `leadyard …`: the operator's command line, a client of the management API. */
import '../compile-cache.ts'

const [{ runCli }, { openTerminal }] = await Promise.all([import('./run.ts'), import('./terminal.ts')])
process.exitCode = await runCli(process.argv.slice(2), openTerminal())
