import { createRequire } from 'node:module'
import { freePort, startServer } from './server.ts'
import type { Service } from './services.ts'

export interface AzuriteAddress {
  connectionString: string
  tableUrl: string
  blobUrl: string
}

// The account of every Azurite, published in its documentation.
const account = 'devstoreaccount1'
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** Azurite's table and blob services, in memory. */
export async function startAzurite(): Promise<Service<AzuriteAddress>> {
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js')
  const [blob, queue, table] = [await freePort(), await freePort(), await freePort()]
  const ports = ['--blobPort', blob, '--queuePort', queue, '--tablePort', table].map(String)
  // The storage SDKs name an API version that is newer than Azurite.
  const flags = ['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent']
  const stop = await startServer(process.execPath, [program, ...ports, ...flags], [table, blob])
  const tableUrl = `http://127.0.0.1:${table}/${account}`
  const blobUrl = `http://127.0.0.1:${blob}/${account}`
  const endpoints = `BlobEndpoint=${blobUrl};TableEndpoint=${tableUrl};`
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};${endpoints}`
  return { address: { connectionString, tableUrl, blobUrl }, stop }
}
