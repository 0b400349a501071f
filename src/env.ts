/** The one file that reads process.env. */
import { z } from 'zod'

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(-cluster|-sentinel)?:\/\//,
      'must begin with redis://, rediss://, redis-cluster:// or redis-sentinel://',
    )
    .optional(),
  LEADYARD_ROLE: z.enum(['all', 'ingest', 'worker']).default('all'),
  LEADYARD_CONFIG: z.string().default('config.yaml'),
  LEADYARD_DATA: z.string().default('data'),
  LEADYARD_LOG: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Milliseconds that deliveries under way are given at a stop. */
  LEADYARD_STOP_WITHIN: z.coerce.number().int().min(0).default(20_000),
})

export interface Environment {
  databaseUrl: string | undefined
  redisUrl: string | undefined
  role: 'all' | 'ingest' | 'worker'
  configPath: string
  dataDir: string
  logLevel: string
  stopWithin: number
  /** For `${env:NAME}` in the configuration. */
  variables: Readonly<Record<string, string | undefined>>
}

/** @throws Error listing every variable that is wrong. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const read = schema.safeParse(given)
  if (!read.success) {
    throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
  }
  return {
    databaseUrl: read.data.DATABASE_URL,
    redisUrl: read.data.REDIS_URL,
    role: read.data.LEADYARD_ROLE,
    configPath: read.data.LEADYARD_CONFIG,
    dataDir: read.data.LEADYARD_DATA,
    logLevel: read.data.LEADYARD_LOG,
    stopWithin: read.data.LEADYARD_STOP_WITHIN,
    variables,
  }
}
