/** The hub's HTTP server: ingest, management API, console, health, metrics. */
import type { AddressInfo } from 'node:net'
import express from 'express'
import { openAccess } from '../access/access.ts'
import { linkTo } from '../access/links.ts'
import { isOpenOnlyHere } from '../access/sessions.ts'
import { apiEndpoints } from '../api/serve.ts'
import type { Config } from '../config/config.ts'
import { consoleEndpoints } from '../console/endpoint.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { type IngestPort, ingestEndpoint } from '../ingest/endpoint.ts'
import { closableServer } from './connections.ts'
import { type Health, healthEndpoints } from './health.ts'
import type { Metrics } from './metrics.ts'
import { type Failures, notFound, problemHandler } from './problem.ts'

export interface Web {
  url: string
  /**
   * Where a person finds the console. With nothing configured under `api:` it is a new link that signs in once.
   * @returns undefined if this hub serves no console
   */
  consoleLink(): string | undefined
  /** Accepts no new request and waits for the requests under way, until `late` aborts. */
  close(late: AbortSignal): Promise<void>
}

export interface WebOptions {
  /** `trustProxy`: number of entries at the end of X-Forwarded-For that the operator's own proxies wrote. */
  listen: { host: string; port: number; trustProxy: number }
  ingest: IngestPort | undefined
  /** Whether the console is served. */
  hasConsole: boolean
  delivery: DeliveryContext
  metrics: Metrics
  health: Health
  config(): Config
  /**
   * Token of this machine's own user, for the API without configured tokens. `undefined`: the API refuses every
   * request.
   */
  localToken(): string | undefined
  failures: Failures
}

export async function serve(options: WebOptions): Promise<Web> {
  const app = express()
  app.disable('x-powered-by').disable('etag').set('trust proxy', options.listen.trustProxy)
  if (options.ingest) app.use(ingestEndpoint(options.ingest))
  app.use(healthEndpoints(options.health))
  app.get('/metrics', async (_request, response) => {
    response.type(options.metrics.contentType).send(await options.metrics.text())
  })
  const { delivery, config } = options
  const closing = new AbortController()
  const complaints = () => options.health.config().problems
  const { db, log } = delivery
  const count = options.metrics.countFailedSignIn
  const access = openAccess({ db, log, count, config, localToken: options.localToken })
  app.use('/api', apiEndpoints({ delivery, config, complaints, access, closing: closing.signal }))
  if (options.hasConsole) {
    const tell = (report: object, untold: number) =>
      delivery.log.warn({ ...report, untold: untold || undefined }, 'a browser refused a part of the console')
    app.use(consoleEndpoints({ count: ({ directive }) => options.metrics.countPolicyReport(directive), tell }))
  }
  app.use((_request, response) => notFound(response))
  app.use(problemHandler(options.failures))

  const { server, close } = closableServer(app)
  const { host, port } = options.listen
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const bound = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`
  return {
    url,
    consoleLink() {
      if (!options.hasConsole) return undefined
      if (!isOpenOnlyHere(config()) || options.localToken() === undefined) return config().listen.publicUrl ?? url
      // All addresses of the machine; the link works on this machine only.
      const here = /^(0\.0\.0\.0|::)$/.test(host) ? `http://127.0.0.1:${bound.port}` : url
      return linkTo(here, access.links.make())
    },
    close(late) {
      closing.abort()
      access.close()
      return close(late)
    },
  }
}
