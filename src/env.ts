/** The one file that reads process.env. */
import { z } from 'zod'

const encode =
  'is no address that can be read; signs like @ / ? # % in its user or password must be percent-encoded (@ as %40)'

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .refine(isEncoded, encode)
    .optional(),
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(-cluster|-sentinel)?:\/\//,
      'must begin with redis://, rediss://, redis-cluster:// or redis-sentinel://',
    )
    .refine(isEncoded, encode)
    .optional(),
  LEADYARD_ROLE: z.enum(['all', 'ingest', 'worker']).default('all'),
  LEADYARD_CONFIG: z.string().optional(),
  LEADYARD_DATA: z.string().default('data'),
  LEADYARD_LOG: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Milliseconds that a stop gives to the deliveries under way. */
  LEADYARD_STOP_WITHIN: z.coerce.number().int().min(0).default(20_000),
  LEADYARD_ADOPT_LEDGER: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
})

export interface Environment {
  databaseUrl: string | undefined
  redisUrl: string | undefined
  role: 'all' | 'ingest' | 'worker'
  configPath: string
  /** Whether LEADYARD_CONFIG names the file; then the file must exist. */
  configNamed: boolean
  dataDir: string
  logLevel: string
  stopWithin: number
  /** The operator says that the ledger belongs to this installation. */
  adoptLedger: boolean
  /** For `${env:NAME}` in the configuration. */
  variables: Readonly<Record<string, string | undefined>>
}

/** @throws Error listing every variable that is wrong. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const read = given(schema, variables)
  return {
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    role: read.LEADYARD_ROLE,
    configPath: read.LEADYARD_CONFIG ?? 'config.yaml',
    configNamed: read.LEADYARD_CONFIG !== undefined,
    dataDir: read.LEADYARD_DATA,
    logLevel: read.LEADYARD_LOG,
    stopWithin: read.LEADYARD_STOP_WITHIN,
    adoptLedger: read.LEADYARD_ADOPT_LEDGER === 'yes',
    variables,
  }
}

const cliSchema = z.object({
  LEADYARD_URL: z.url({ protocol: /^https?$/, error: 'must begin with http:// or https://' }).optional(),
  LEADYARD_TOKEN: z.string().optional(),
  LEADYARD_KEY: z.string().optional(),
  LEADYARD_CONFIG: z.string().default('config.yaml'),
  LEADYARD_DATA: z.string().default('data'),
})

export interface CliEnvironment {
  url: string
  /** A token of `api.tokens`. */
  token: string | undefined
  /** The key of the source, for `send`. */
  key: string | undefined
  configPath: string
  /** The data folder of the hub, when the hub runs on this machine. */
  dataDir: string
  variables: Readonly<Record<string, string | undefined>>
}

/** The environment of `leadyard …`. @throws Error listing every variable that is wrong. */
export function readCliEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): CliEnvironment {
  const read = given(cliSchema, variables)
  return {
    url: read.LEADYARD_URL ?? 'http://127.0.0.1:8080',
    token: read.LEADYARD_TOKEN,
    key: read.LEADYARD_KEY,
    configPath: read.LEADYARD_CONFIG,
    dataDir: read.LEADYARD_DATA,
    variables,
  }
}

/**
 * Whether the address is encoded. An unencoded `/`, `?`, `#` or `@` in the password would end the user or the host. A
 * library would then show the rest of the password as a host, a database or a parameter in its messages.
 */
function isEncoded(address: string): boolean {
  const [, authority = '', rest = ''] = /^[a-z-]+:\/\/([^/?#]*)(.*)$/s.exec(address) ?? []
  if (/[@#]/.test(rest) || /%(?![0-9a-f]{2})/i.test(address)) return false
  const [, login = '', hosts = ''] = /^(?:(.*)@)?([^@]*)$/s.exec(authority) ?? []
  // Several hosts are read one by one: `redis-cluster://a:6379,b:6379`.
  return hosts.split(',').every((host) => host === '' || URL.canParse(`postgres://${login && 'u@'}${host}`))
}

/** A blank variable counts as not set. A line break at the end of a value comes from a file and is removed. */
function given<S extends z.ZodObject>(schema: S, variables: Readonly<Record<string, string | undefined>>): z.output<S> {
  const bare = Object.entries(variables).map(([name, value]) => [name, value?.trim()] as const)
  const read = schema.safeParse(Object.fromEntries(bare.filter(([, value]) => value !== '')))
  if (read.success) return read.data
  throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
}
