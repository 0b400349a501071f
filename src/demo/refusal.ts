/** The reason that `npm start` without a configuration does not start the demonstration. */

export interface DemoOptions {
  /** The path of the missing configuration. */
  configPath: string
  /** Whether LEADYARD_CONFIG names the path. */
  configNamed: boolean
  databaseUrl: string | undefined
  redisUrl: string | undefined
}

/** The demonstration uses only its own database and queue, because others may hold real leads. */
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

/** The message where development packages are not installed, as in the container image. */
export const withoutAzurite =
  'Without a config.yaml a demonstration would start, but Azurite, which it needs, is not installed.\n' +
  'Nothing was started. For your hub, put its config.yaml into the current folder, or name it by LEADYARD_CONFIG.\n' +
  'For the demonstration, run `npm ci` in a copy of the project.'
