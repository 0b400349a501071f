/** Who calls, and the sessions of people who signed in from a browser. */
import { z } from 'zod'
import type { Credentials } from '../access/sign-in.ts'
import { endSession, liveSessions } from '../ledger/sessions.ts'
import { endpoint } from './endpoint.ts'
import { absent, conflict, Refusal } from './refusal.ts'
import { asMe, asSession, endedShape, linkShape, meShape, sessionListShape } from './shapes/session.ts'

const credentials = z.strictObject({
  name: z.string().trim().min(1).max(48).optional().meta({ description: 'Of `api.users`, with `password`.' }),
  password: z.string().min(1).max(1_000).optional(),
  token: z.string().trim().min(1).max(1_000).optional().meta({ description: 'Instead: a token of `api.tokens`.' }),
  link: z.string().min(1).max(100).optional().meta({ description: 'Instead: the code of a link that the hub made.' }),
})

export const sessionEndpoints = [
  endpoint({
    method: 'get',
    path: '/me',
    summary: 'Who calls, with which role; of a session when it ends',
    role: 'viewer',
    answer: meShape,
    handle: ({ caller }) => asMe(caller),
  }),
  endpoint({
    method: 'post',
    path: '/sessions',
    summary: 'Sign in from a browser with name and password, a token or a link; the answer sets a cookie',
    role: 'anyone',
    body: credentials,
    answer: meShape,
    refusals: {
      429: 'Too many sign-ins failed: try again after `Retry-After` seconds',
      503: 'Too many sign-ins are under way: try again after `Retry-After` seconds',
    },
    handle: async ({ body, visit }) => asMe(await visit.signIn(oneOf(body))),
  }),
  endpoint({
    method: 'post',
    path: '/sign-in-links',
    summary: 'Make a link that signs a browser of this machine in, once; only where nothing is configured under `api:`',
    role: 'operator',
    answer: linkShape,
    refusals: { 409: 'People sign in with a password, a token or an identity provider here' },
    handle({ caller: { by } }, { access: { links } }) {
      if (by !== 'local') throw conflict('config.yaml tells who may sign in (api), so this hub makes no links.')
      return { code: links.make() }
    },
  }),
  endpoint({
    method: 'delete',
    path: '/sessions/current',
    summary: 'Sign out',
    role: 'viewer',
    answer: endedShape,
    refusals: { 409: 'The request came with a token, not with a session' },
    async handle({ caller: { session }, actor, visit }, { delivery: { db } }) {
      if (!session) throw conflict('This request came with a token, which has no session to end.')
      await endSession(db, session.id, actor)
      visit.forget()
      return { id: session.id, ended: true as const }
    },
  }),
  endpoint({
    method: 'get',
    path: '/sessions',
    summary: 'Who is signed in, the last one first',
    role: 'operator',
    answer: sessionListShape,
    handle: async ({ caller: { session } }, { delivery: { db } }) => ({
      items: (await liveSessions(db)).map((row) => asSession(row, session?.id)),
    }),
  }),
  endpoint({
    method: 'delete',
    path: '/sessions/{id}',
    summary: 'End the session of any person, at once',
    role: 'operator',
    params: z.strictObject({ id: z.uuid() }),
    answer: endedShape,
    async handle({ params: { id }, actor }, { delivery: { db } }) {
      if (!(await endSession(db, id, actor))) throw absent('No session has this id, or it is over.')
      return { id, ended: true as const }
    },
  }),
]

/** @throws Refusal 400 unless exactly one way to sign in is given */
function oneOf({ name, password, token, link }: z.output<typeof credentials>): Credentials {
  const isNamed = name !== undefined && password !== undefined
  if (isNamed && token === undefined && link === undefined) return { name, password }
  if (name === undefined && password === undefined) {
    if (token !== undefined && link === undefined) return { token }
    if (link !== undefined && token === undefined) return { link }
  }
  throw new Refusal({ status: 400, title: 'Bad Request', detail: 'Send name and password, or a token, or a link.' })
}
