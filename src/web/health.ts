import { Router } from 'express'

export interface Health {
  /** Each check rejects when its part cannot work now. A check may take three seconds. */
  checks: Readonly<Record<string, () => Promise<void>>>
  /** Channels that have failed for long: people are not told. */
  failingChannels(): Promise<readonly string[]>
  config(): { version: string; problems: readonly string[] }
}

const timeout = 3_000

/** Mistakes quote the file, and anyone may ask here, so they are only counted. */
export function healthEndpoints({ checks, failingChannels, config }: Health): Router {
  const router = Router()
  const counted = () => {
    const { version, problems } = config()
    return { version, problems: problems.length }
  }
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' })
  })
  router.get('/health/ready', async (_request, response) => {
    const names = Object.keys(checks)
    const results = await Promise.all(names.map((name) => passes(checks[name]!)))
    const parts = Object.fromEntries(names.map((name, at) => [name, results[at] ? 'ready' : 'unreachable']))
    const ready = results.every(Boolean)
    const status = ready ? 200 : 503
    response.status(status)
    if (ready) {
      // Still 200: a balancer must not take out a hub whose mail server is down.
      const channels = await inTime(failingChannels()).catch(() => [])
      const degraded = channels.length > 0 ? { status: 'degraded', channels } : { status: 'ready' }
      response.json({ ...degraded, ...parts, config: counted() })
    } else {
      const detail = `Not ready: ${names.filter((_, at) => !results[at]).join(', ')} cannot be reached, or refuses what is written.`
      const body = { type: 'about:blank', title: 'Service Unavailable', status, detail, ...parts, config: counted() }
      response.type('application/problem+json').send(JSON.stringify(body))
    }
  })
  return router
}

async function passes(check: () => Promise<void>): Promise<boolean> {
  return inTime(check()).then(
    () => true,
    () => false,
  )
}

/** @throws when it takes too long */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('too late')), timeout)))
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
