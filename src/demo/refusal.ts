/** Why `npm start` without a configuration does not show the demonstration. */

export interface DemoOptions {
  /** Where the configuration was looked for. */
  configPath: string
  /** By LEADYARD_CONFIG. */
  configNamed: boolean
  databaseUrl: string | undefined
  redisUrl: string | undefined
}

/** The demonstration uses no database and no queue that it did not make: they may hold somebody's leads. */
export function demoRefusal({ configPath, configNamed, databaseUrl, redisUrl }: DemoOptions): string | undefined {
  if (configNamed) {
    return (
      `LEADYARD_CONFIG names a file that is not there: ${configPath}\n` +
      'Nothing was started. Correct the path. Without LEADYARD_CONFIG the hub reads config.yaml in the current folder.'
    )
  }
  const given = [databaseUrl && 'DATABASE_URL', redisUrl && 'REDIS_URL'].filter(Boolean)
  if (given.length === 0) return undefined
  const [is, it] = given.length === 1 ? ['is', 'it'] : ['are', 'them']
  return (
    `There is no config.yaml here (${configPath}), but ${given.join(' and ')} ${is} set.\n` +
    'Nothing was started: the demonstration never uses a database or a queue of others.\n' +
    `For your hub, start it in the folder of its config.yaml, or name the file by LEADYARD_CONFIG.\n` +
    `For the demonstration, leave ${it} out.`
  )
}

/** In the container image, and wherever packages were installed without those of developers. */
export const withoutAzurite =
  'Without a config.yaml a demonstration would start, but Azurite, which it needs, is not installed.\n' +
  'Nothing was started. For your hub, put its config.yaml into the current folder, or name it by LEADYARD_CONFIG.\n' +
  'For the demonstration, run `npm ci` in a copy of the project.'
