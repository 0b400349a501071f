/** Reads config.yaml as a whole: either all of it is right, or every problem is reported and nothing is used. */
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Channel } from '../channel.ts'
import type { Connector } from '../connector.ts'
import { redactor } from '../redact.ts'
import type { RoutingConfig } from '../routing/route.ts'
import type { AlertSettings } from './alerts.ts'
import { asRecord } from './as-record.ts'
import { type ChannelConfig, channelReferences, readChannel } from './channel.ts'
import { type ContactConfig, contactProblems, readContacts } from './contacts.ts'
import { type DestinationConfig, readDestination, withRoutes } from './destination.ts'
import { helpAt, knownKeys } from './known-keys.ts'
import { literalSecrets } from './literal-secrets.ts'
import { ConfigError, type ConfigProblem, fromZod } from './problems.ts'
import { type ProofSettings, proofProblems, proofSettings } from './proof.ts'
import { type ReportConfig, readReport, reportProblems } from './report.ts'
import { routeMappings, routeProblems, routingConfig } from './routes.ts'
import { fileSchema, type listenSchema } from './schema.ts'
import { resolveReferences } from './secrets.ts'
import type { OidcSettings, Token, User } from './sign-in.ts'
import type { SilenceSettings } from './silence.ts'
import { silenceProblems } from './silence-problems.ts'
import type { SourceConfig } from './source.ts'
import { parsedYaml } from './yaml.ts'

export interface Config extends RoutingConfig {
  /** Digest of the text; every lead and delivery stores it. */
  version: string
  /** The text of the file, which holds references and no secrets. */
  text: string
  listen: z.output<typeof listenSchema>
  tokens: readonly Token[]
  users: readonly User[]
  oidc: OidcSettings | undefined
  sources: ReadonlyMap<string, SourceConfig>
  destinations: ReadonlyMap<string, DestinationConfig>
  /** The destinations as they stand in the file, with references in the place of secrets. */
  written: Readonly<Record<string, unknown>>
  /** The sources as they stand in the file, with references in the place of secrets. */
  writtenSources: Readonly<Record<string, unknown>>
  /** All known connectors, whether a destination uses them or not. */
  connectors: readonly Connector[]
  channels: ReadonlyMap<string, ChannelConfig>
  alerts: AlertSettings
  /** Who is told of new leads. */
  contacts: readonly ContactConfig[]
  /** The report by mail; undefined: none. */
  report: ReportConfig | undefined
  /** Milliseconds in which a second lead of a person for an offer is a repeat. */
  repeatsWithin: number
  silence: SilenceSettings
  proof: ProofSettings
  /** Values to hide wherever text leaves the hub. */
  secrets: readonly string[]
}

export interface ConfigOptions {
  connectors: readonly Connector[]
  /** The types of channels. @default none */
  channels?: readonly Channel[] | undefined
  env: Readonly<Record<string, string | undefined>>
}

/** @throws ConfigError with every problem found, each with its path. */
export function readConfig(text: string, { connectors, channels: types = [], env }: ConfigOptions): Config {
  const file = parsedYaml(text)
  const { value, secrets, problems } = resolveReferences(file, env)
  const first = [...problems, ...literalSecrets(file, connectors, types)]
  const parsed = fileSchema.safeParse(value, { reportInput: true })
  const known = (path: readonly PropertyKey[]) => knownKeys(fileSchema, path, value)
  const help = (path: readonly PropertyKey[]) => helpAt(fileSchema, path, value)
  let found = parsed.success ? [] : fromZod(parsed.error.issues, '', known, { value, mayQuote, help })

  const destinations = new Map<string, DestinationConfig>()
  for (const [id, written] of Object.entries(asRecord(asRecord(value)['destinations']))) {
    const read = readDestination(id, asRecord(written), connectors)
    found.push(...read.problems)
    if (read.destination) destinations.set(id, read.destination)
  }
  const channels = new Map<string, ChannelConfig>()
  for (const [id, written] of Object.entries(asRecord(asRecord(value)['channels']))) {
    const read = readChannel(id, written, types)
    // They say more than the schema of the whole file, such as the known types.
    found = [...found.filter(({ path }) => !read.problems.some((one) => one.path === path)), ...read.problems]
    if (read.channel) channels.set(id, read.channel)
  }
  const whole = asRecord(value)
  const parts = readableParts(whole)
  found.push(...channelReferences(whole))
  found.push(...contactProblems(parts), ...reportProblems(parts))
  found.push(...routeProblems(whole), ...silenceProblems(whole), ...proofProblems(whole))
  const { mappings, problems: unmapped } = routeMappings(asRecord(value), destinations)
  found.push(...unmapped)
  const all = [...first, ...withoutRepeated(found, first)]
  if (!parsed.success || all.length > 0) {
    const hide = redactor(secrets)
    throw new ConfigError(all.map((problem) => ({ ...problem, message: hide(problem.message) })))
  }

  const { listen, api, sources, rules, silence, proof } = parsed.data
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return {
    version,
    text,
    listen,
    tokens: api.tokens,
    users: api.users,
    oidc: api.oidc,
    sources: new Map(Object.entries(sources)),
    destinations: new Map([...destinations].map(([id, one]) => [id, withRoutes(one, mappings.get(id) ?? new Map())])),
    written: asRecord(asRecord(file)['destinations']),
    writtenSources: asRecord(asRecord(file)['sources']),
    ...routingConfig(parsed.data, destinations.values()),
    connectors,
    channels,
    alerts: parsed.data.alerts,
    contacts: readContacts(parsed.data),
    report: readReport(parsed.data),
    repeatsWithin: rules.repeatsWithin,
    silence,
    proof: proofSettings(proof, listen.publicUrl),
    secrets,
  }
}

/** Parts of the file without secrets. The values of the other parts are not shown. */
const open: readonly PropertyKey[] = [
  ...['listen', 'routes', 'rules'],
  ...['alerts', 'silence', 'proof', 'contacts', 'report', 'channels'],
]

function mayQuote([part = '', key = '', inner = '']: readonly PropertyKey[]): boolean {
  return part === 'destinations' ? inner === 'delivery' : open.includes(part) && key !== 'heartbeat'
}

/** Parts that refer to each other, so that a wrong reference is told whatever else is wrong. A wrong part is left out. */
function readableParts(file: Record<string, unknown>) {
  const { channels, contacts, report, routes } = fileSchema.shape
  function read<T>(schema: z.ZodType<T>, key: string): T {
    const own = schema.safeParse(file[key])
    return own.success ? own.data : schema.parse(undefined)
  }
  return {
    channels: read(channels, 'channels'),
    contacts: read(contacts, 'contacts'),
    report: read(report, 'report'),
    routes: read(routes, 'routes'),
  }
}

/** Leaves out the problems at paths whose reference or literal secret is already reported. */
function withoutRepeated(found: readonly ConfigProblem[], first: readonly ConfigProblem[]): ConfigProblem[] {
  return found.filter(({ path }) => !first.some((known) => known.path === path))
}
