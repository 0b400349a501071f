import { startEmbedded } from '../../src/ledger/embedded/start.ts'

// A process with nothing but the embedded database, which tests can kill.
const [dataDir = ''] = process.argv.slice(2)
const { url } = await startEmbedded({ dataDir, log: () => undefined })
process.stdout.write(`${url}\n`)
setInterval(() => undefined, 60_000)
