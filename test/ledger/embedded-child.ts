import { startEmbedded } from '../../src/ledger/embedded/start.ts'

// A hub reduced to its database, in a process of its own that tests can kill.
const [dataDir = ''] = process.argv.slice(2)
const { url } = await startEmbedded({ dataDir, log: () => undefined })
process.stdout.write(`${url}\n`)
setInterval(() => undefined, 60_000)
