/** Sign-in to an Azure Storage account: SharedKey, SAS or Entra. Tables and blobs have the same settings. */
import { isIP } from 'node:net'
import { z } from 'zod'
import type { Expiry, Tools } from '../../connector.ts'
import { applicationTokens, type TokenSource } from '../entra/tokens.ts'

export type StorageService = 'table' | 'blob'

export interface StorageSettings {
  connectionString?: string | undefined
  sasUrl?: string | undefined
  accountUrl?: string | undefined
  directoryId?: string | undefined
  clientId?: string | undefined
  clientSecret?: string | undefined
  authority?: string | undefined
}

export interface StorageCredential {
  /** The service's endpoint without query and final slash: `https://contoso.table.core.windows.net`. */
  readonly url: string
  readonly account: string
  /** SharedKey, base64. */
  readonly key?: string | undefined
  /** Without the question mark. */
  readonly sas?: string | undefined
  /** Entra: pass the token to `azureHttpClient`, and give the SDK no credential. */
  readonly token?: TokenSource | undefined
  readonly expiries: readonly Expiry[]
}

/**
 * The settings to spread into the connector's `z.strictObject`; add `.superRefine(oneSignIn(service))` to the object.
 */
export function storageSettings(service: StorageService) {
  const host = `https://contoso.${service}.core.windows.net`
  return {
    connectionString: text('Connection string', {
      help: 'Copy it from the storage account, Security + networking > Access keys. It may have a SharedAccessSignature instead of a key.',
      secret: true,
    }),
    sasUrl: text('SAS URL', {
      help: `Use it instead of a connection string: ${host}/?sv=…&sig=…, from Shared access signature or Generate SAS.`,
      secret: true,
    }),
    accountUrl: text('Account URL', { help: `The account’s address, for a sign-in by Microsoft Entra ID: ${host}` }),
    directoryId: text('Directory (tenant) ID', {
      help: 'The directory of the app registration that writes the leads.',
    }),
    clientId: text('Application (client) ID', { help: 'The id of the app registration that writes the leads.' }),
    clientSecret: text('Client secret', {
      help: 'The Value (not the ID) of the secret, from Certificates & secrets.',
      secret: true,
    }),
    authority: text('Authority', {
      help: 'The sign-in host of a sovereign cloud. The default is https://login.microsoftonline.com.',
    }),
  }
}

/** The service's rule for the name of a table. */
export const tableName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{2,62}$/, 'must be 3 to 63 letters and digits and begin with a letter')

function text(title: string, more: { help: string; secret?: true }) {
  return z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({ title, ...more })
}

/** Checks that the settings name exactly one readable sign-in. Every fault is reported with its setting. */
export function oneSignIn(service: StorageService) {
  return (settings: StorageSettings, context: z.core.$RefinementCtx) => {
    for (const { path, message } of faults(settings, service)) {
      context.addIssue({ code: 'custom', path: path ? [path] : [], message })
    }
  }
}

function* faults(settings: StorageSettings, service: StorageService): Generator<{ path?: string; message: string }> {
  const { connectionString, sasUrl, accountUrl, directoryId, clientId, clientSecret } = settings
  const ways = [connectionString, sasUrl, accountUrl].filter((way) => way !== undefined)
  if (ways.length !== 1) yield { message: 'needs exactly one of connectionString, sasUrl and accountUrl' }
  if (connectionString) {
    const fault = connectionStringFault(partsOf(connectionString), service)
    if (fault) yield { path: 'connectionString', message: fault }
  }
  if (sasUrl && !URL.parse(sasUrl)?.searchParams.get('sig')) {
    yield { path: 'sasUrl', message: 'must be a URL that ends in ?sv=…&sig=…' }
  }
  if (accountUrl && !URL.parse(accountUrl)) yield { path: 'accountUrl', message: 'must be a URL' }
  if (accountUrl && !(directoryId && clientId && clientSecret)) {
    yield { path: 'accountUrl', message: 'needs directoryId, clientId and clientSecret too' }
  }
}

function connectionStringFault(parts: Map<string, string>, service: StorageService): string | undefined {
  if (parts.get('endpointsuffix') === 'core.screens.net') {
    return 'EndpointSuffix=core.screens.net is a mistake in Microsoft’s article; write core.windows.net'
  }
  if (!parts.has('accountkey') && !parts.has('sharedaccesssignature')) {
    return 'has neither AccountKey nor SharedAccessSignature; copy it whole from the storage account’s Access keys'
  }
  const key = parts.get('accountkey')
  if (key && !/^[A-Za-z0-9+/]{20,}={0,2}$/.test(key)) return 'its AccountKey is not base64; copy it again'
  if (!endpointOf(parts, service)) return `names neither AccountName nor ${endpointName(service)}`
}

/** Takes settings that have passed `oneSignIn`. Pure: an Entra token is fetched on first use. */
export function storageCredential(
  settings: StorageSettings,
  service: StorageService,
  tools: Pick<Tools, 'http' | 'now'>,
): StorageCredential {
  if (settings.sasUrl) return bySas(endpointOnly(settings.sasUrl), new URL(settings.sasUrl).search, 'sasUrl')
  if (settings.connectionString) {
    const parts = partsOf(settings.connectionString)
    const url = endpointOnly(endpointOf(parts, service) ?? '')
    const key = parts.get('accountkey')
    if (key) return { url, account: parts.get('accountname') ?? accountOf(url), key, expiries: [] }
    return bySas(url, parts.get('sharedaccesssignature') ?? '', 'connectionString')
  }
  const url = endpointOnly(settings.accountUrl ?? '')
  const { authority, directoryId, clientId, clientSecret } = settings
  const login = { authority, directoryId, clientId, clientSecret, scope: 'https://storage.azure.com/.default' }
  return { url, account: accountOf(url), token: applicationTokens(login, tools), expiries: [] }
}

function bySas(url: string, search: string, setting: string): StorageCredential {
  const sas = search.replace(/^\?/, '')
  const end = new Date(new URLSearchParams(sas).get('se') ?? '')
  const expiries = Number.isNaN(end.getTime()) ? [] : [{ setting, at: end }]
  return { url, account: accountOf(url), sas, expiries }
}

// The account of every Azurite, published in its documentation.
const development =
  'AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1'

/** Names in a connection string match in any case. */
function partsOf(connectionString: string): Map<string, string> {
  const given = /usedevelopmentstorage=true/i.test(connectionString) ? development : connectionString
  const pairs = given.split(';').map((pair) => /^\s*([^=]+)=(.*)$/s.exec(pair))
  return new Map(
    pairs.flatMap((pair) => (pair?.[1] && pair[2] ? [[pair[1].trim().toLowerCase(), pair[2].trim()]] : [])),
  )
}

function endpointName(service: StorageService): string {
  return service === 'table' ? 'TableEndpoint' : 'BlobEndpoint'
}

function endpointOf(parts: Map<string, string>, service: StorageService): string | undefined {
  const given = parts.get(endpointName(service).toLowerCase())
  if (given) return URL.canParse(given) ? given : undefined
  const name = parts.get('accountname')
  const protocol = parts.get('defaultendpointsprotocol') ?? 'https'
  const suffix = parts.get('endpointsuffix') ?? 'core.windows.net'
  const url = `${protocol}://${name}.${service}.${suffix}`
  return name && URL.canParse(url) ? url : undefined
}

/** Cuts a SAS URL, which may name a table or container, to the endpoint of the service. */
function endpointOnly(given: string): string {
  const url = new URL(given)
  const [account] = url.pathname.split('/').filter(Boolean)
  return isPathStyle(url) && account ? `${url.origin}/${account}` : url.origin
}

function accountOf(endpoint: string): string {
  const url = new URL(endpoint)
  return (isPathStyle(url) ? url.pathname.split('/')[1] : url.hostname.split('.')[0]) ?? ''
}

/** Emulators put the account into the path: `http://127.0.0.1:10002/devstoreaccount1`. */
function isPathStyle({ hostname }: URL): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || !hostname.includes('.')
}
