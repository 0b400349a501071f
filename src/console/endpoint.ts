/** Serves the console: its files, one page for every address of a page, and a place for reports about its policy. */
import { fileURLToPath } from 'node:url'
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { throttle } from '../async/throttle.ts'
import { sendProblem } from '../web/problem.ts'
import { type BuiltFile, type Encoding, readBuilt } from './files.ts'
import { fileHeaders, pageHeaders, reportPath } from './policy.ts'
import { type PolicyReport, readReports } from './reports.ts'

export interface ConsoleOptions {
  /** The built console. @default `console/dist` */
  folder?: string
  /** Called with each report. */
  count(report: PolicyReport): void
  /** Called with a report, at most once a minute. @param untold reports since the last call */
  tell(report: PolicyReport, untold: number): void
}

const ownFolder = fileURLToPath(new URL('../../console/dist', import.meta.url))

const logEvery = 60_000

/** Paths of others, which never answer with a page. */
const others = /^\/(api|ingest|health|metrics|assets)(\/|$)/

export function consoleEndpoints({ folder = ownFolder, count, tell }: ConsoleOptions): Router {
  const router = Router()
  const log = throttle<PolicyReport>(logEvery, tell)
  const types = ['application/csp-report', 'application/reports+json']
  router.post(reportPath, express.json({ type: types, limit: 16 * 1024 }), (request, response) => {
    for (const report of readReports(request.body)) {
      count(report)
      log(report)
    }
    response.status(204).end()
  })
  router.use(reportPath, unreadable)

  let built: ReturnType<typeof readBuilt>
  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    const isPage = isPagePath(request)
    const file = (built ??= readBuilt(folder))?.get(isPage ? '/index.html' : request.path)
    if (file) return send(file, isPage, request, response)
    if (isPage && !built) return sendUnbuilt(response)
    next()
  })
  return router
}

/** A browser that opens any address but a file's. A program that asks for an unknown address gets 404. */
function isPagePath(request: Request): boolean {
  if (request.path === '/' || request.path === '/index.html') return true
  if (others.test(request.path) || /\.\w+$/.test(request.path)) return false
  return (request.get('accept') ?? '').includes('text/html')
}

function send({ type, etag, lasting, bodies }: BuiltFile, isPage: boolean, request: Request, response: Response): void {
  const known = Object.keys(bodies) as Encoding[]
  const encoding = request.acceptsEncodings(
    ...(['br', 'gzip', 'identity'] as const).filter((one) => known.includes(one)),
  )
  const body = bodies[(encoding || 'identity') as Encoding] ?? bodies.identity
  response.set(isPage ? pageHeaders : fileHeaders)
  response.set({ etag, vary: 'accept-encoding', 'content-type': type })
  response.set('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (encoding && encoding !== 'identity') response.set('content-encoding', encoding)
  if (request.fresh) response.status(304).end()
  else response.end(request.method === 'HEAD' ? undefined : body)
}

function sendUnbuilt(response: Response): void {
  response
    .status(503)
    .set(fileHeaders)
    .type('text/plain')
    .send(
      'The hub runs, and takes and delivers leads. Its console is not built.\n' +
        'Build it in the folder of the hub with: npm run setup\n' +
        'Then load this page again. The command line works without it: npm run leadyard -- --help\n',
    )
}

const unreadable: ErrorRequestHandler = (_error, _request, response, _next) => {
  sendProblem(response, { status: 400, title: 'Bad Request', detail: 'This is no report of a browser.' })
}
