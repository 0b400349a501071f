/** Serves the operations over HTTP: identifies the caller, checks the request, and answers. */
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import type { z } from 'zod'
import type { Caller } from '../access/caller.ts'
import { identify, requireRole } from '../access/guard.ts'
import { oidcRoutes } from '../access/oidc-routes.ts'
import { openVisit } from '../access/visit.ts'
import { fromZod } from '../config/problems.ts'
import { sendProblem } from '../web/problem.ts'
import { changeFeedOf } from './changes.ts'
import { docsPages } from './docs.ts'
import { type ApiContext, type Endpoint, live, streamed } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { sendLive } from './live.ts'
import { etagOf, hasAlready, preconditionOf } from './precondition.ts'
import { refuseSearchByPerson, withoutAddresses } from './privacy.ts'
import { readQuery } from './query.ts'
import { Refusal } from './refusal.ts'
import { sendStream } from './stream.ts'
import { badTexts } from './texts.ts'

/** Usual limit of a body, in bytes. */
const usualLimit = 64 * 1024

/** The caller of each request, as identified by the guard. */
const callers = new WeakMap<Request, Caller>()

export function apiEndpoints(given: Omit<ApiContext, 'changes'>): Router {
  const api: ApiContext = { ...given, changes: changeFeedOf(given) }
  const router = Router()
  router.use(docsPages())
  router.use((_, response, next) => {
    // The answers hold personal data.
    response.set('cache-control', 'no-store')
    next()
  })
  for (const one of endpoints) if (one.role === 'anyone') addOperation(router, one, api)
  router.use(oidcRoutes(api.access))
  router.use(async (request, _, next) => {
    callers.set(request, await identify(request, api.access, endless.has(request.path)))
    next()
  })
  for (const one of endpoints) if (one.role !== 'anyone') addOperation(router, one, api)
  for (const [path, methods] of methodsByPath()) {
    router.all(path, (_, response) => {
      response.set('allow', methods.join(', '))
      const detail = `This path takes ${methods.join(', ')}.`
      throw new Refusal({ status: 405, title: 'Method Not Allowed', detail })
    })
  }
  router.use(refused)
  return router
}

function addOperation(router: Router, one: Endpoint, api: ApiContext): void {
  const { role, method, largest = usualLimit } = one
  const readBody = one.body ? [refuseOtherTypes, express.json({ limit: largest })] : []
  const checkRole = (request: Request, _: Response, next: () => void) => {
    if (role !== 'anyone') requireRole(role, callerOf(request))
    next()
  }
  router[method](pathOf(one), checkRole, ...readBody, (request, response) => answer(one, api, request, response))
}

/** Paths whose answers go on. */
const endless = new Set(endpoints.filter(({ answer }) => answer === live).map(({ path }) => path as string))

/** In the form of Express: `/leads/:id`. */
function pathOf({ path }: Endpoint): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

function callerOf(request: Request): Caller {
  const caller = callers.get(request)
  if (!caller) throw new Error('a request passed the guard by')
  return caller
}

async function answer(one: Endpoint, api: ApiContext, request: Request, response: Response): Promise<void> {
  const { search } = new URL(request.originalUrl, 'http://hub')
  const caller = one.role === 'anyone' ? anonymous : callerOf(request)
  const { name: actor, role } = caller
  const params = one.params ? validated(one.params, request.params, 404) : {}
  const unchanged = preconditionOf(one, params['id'], request.get('if-match'))
  const asked = {
    params,
    query: queryOf(one, search),
    body: one.body ? validated(one.body, request.body ?? {}, 400, one.anyText) : {},
    ...{ actor, role, caller, unchanged },
    visit: openVisit(request, response, api.access),
  }
  if (role === 'viewer') refuseSearchByPerson({ ...asked.query, ...asked.body })
  await unchanged(api.delivery.db)
  const given = await one.handle(asked, api)
  if (one.answer === live) {
    return sendLive(live.parse(given), request, response, api.closing, () => isLetIn(request, api))
  }
  if (one.streams) {
    return sendStream(streamed.parse(given), request, response, api.closing).catch((err: unknown) => {
      // After the headers are sent, no status can tell the failure.
      if (response.headersSent) api.delivery.log.error({ err }, 'an export was cut short')
      throw err
    })
  }
  const text = JSON.stringify(given, role === 'viewer' ? withoutAddresses : undefined)
  if (one.method !== 'post') {
    const etag = etagOf(given, text)
    response.set('etag', etag)
    if (one.method === 'get' && hasAlready(request.get('if-none-match'), etag)) return void response.status(304).end()
  }
  if (one.html && request.accepts(['json', 'html']) === 'html') {
    return sendPage(one.html(JSON.parse(text)), response)
  }
  response
    .status(one.isDone?.(given) ? 200 : (one.status ?? 200))
    .type('json')
    .send(text)
}

/** Inline styles alone: a mail has no others. */
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

function sendPage(page: string, response: Response): void {
  response.vary('accept').set('content-security-policy', pagePolicy).type('html').send(page)
}

/** Only a refusal ends what goes on; the ledger may be away for a moment. */
function isLetIn(request: Request, { access }: ApiContext): Promise<boolean> {
  return identify(request, access, true).then(
    () => true,
    (error: unknown) => !(error instanceof Refusal),
  )
}

const anonymous: Caller = { name: '', role: 'viewer', by: 'token' }

function queryOf({ query }: Endpoint, search: string): Record<string, unknown> {
  if (query) return validated(query, readQuery(search, query))
  const unknown = [...new URLSearchParams(search).keys()]
  if (unknown.length === 0) return {}
  throw wrong(unknown.map((path) => ({ path, message: 'unknown key', hint: 'this takes no parameters' })))
}

/** @throws Refusal naming everything that is wrong */
function validated(
  schema: z.ZodObject,
  given: unknown,
  status: 400 | 404 = 400,
  anyText: readonly string[] = [],
): Record<string, unknown> {
  const read = schema.safeParse(given, { reportInput: true })
  if (read.success) {
    const bad = badTexts(read.data, anyText)
    if (bad.length > 0) throw wrong(bad, status)
    return read.data
  }
  throw wrong(
    fromZod(read.error.issues, '', () => Object.keys(schema.shape)),
    status,
  )
}

interface Wrong {
  path: string
  message: string
  hint?: string | undefined
}

function wrong(problems: readonly Wrong[], status: 400 | 404 = 400): Refusal {
  const found = problems.map(({ path, ...rest }) => ({ path: path.replace(/^\./, ''), ...rest }))
  const detail = found
    .map(({ path, message, hint }) => `${path ? `${path}: ` : ''}${message}${hint ? ` (${hint})` : ''}`)
    .join('; ')
  return new Refusal({ status, title: status === 400 ? 'Bad Request' : 'Not Found', detail, problems: found })
}

/** Refuses forms, which any web page can post. */
function refuseOtherTypes(request: Request, _: Response, next: () => void): void {
  const length = request.get('content-length') ?? (request.get('transfer-encoding') ? '?' : '0')
  if (length !== '0' && !request.is('application/json')) {
    const detail = 'Send the body as Content-Type: application/json.'
    throw new Refusal({ status: 415, title: 'Unsupported Media Type', detail })
  }
  next()
}

function methodsByPath(): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  for (const one of endpoints) {
    const path = pathOf(one)
    paths.set(path, [...(paths.get(path) ?? []), one.method.toUpperCase()])
  }
  return paths
}

const refused: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error)
  if (error instanceof Refusal) {
    if (error.details.status === 401) response.set('www-authenticate', 'Bearer')
    response.set(error.headers)
    return sendProblem(response, error.details)
  }
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : ''
  if (type === 'entity.parse.failed') {
    return sendProblem(response, { status: 400, title: 'Bad Request', detail: 'The body is not JSON.' })
  }
  if (type === 'entity.too.large') {
    const limit = typeof error === 'object' && error !== null && 'limit' in error ? Number(error.limit) : usualLimit
    const detail = `A body may have ${limit / 1024} KiB here.`
    return sendProblem(response, { status: 413, title: 'Content Too Large', detail })
  }
  next(error)
}
