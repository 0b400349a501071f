import { z } from 'zod'
import type { Caller } from '../../access/caller.ts'
import { endOf, type SessionRow } from '../../ledger/sessions.ts'
import { named, time } from './named.ts'

const who = {
  name: z.string(),
  role: z.enum(['viewer', 'operator']),
  by: z.enum(['local', 'token', 'password', 'oidc']).meta({ description: 'How they proved who they are.' }),
}

const endsAt = time.meta({ description: 'Unless a request comes before; at most seven days after the sign-in.' })

export const meShape = named(
  'Me',
  z.object({
    ...who,
    session: z
      .object({ id: z.uuid(), endsAt })
      .nullable()
      .meta({ description: 'null with a token, which every request carries.' }),
  }),
)

export const sessionListShape = named(
  'SessionList',
  z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        ...who,
        createdAt: time,
        seenAt: time.meta({ description: 'Its last request, to the minute.' }),
        endsAt,
        current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
      }),
    ),
  }),
)

export const endedShape = named('EndedSession', z.object({ id: z.uuid(), ended: z.literal(true) }))

export const linkShape = named(
  'SignInLink',
  z.object({ code: z.string().meta({ description: 'Open `/#sign-in=<code>` of this hub within an hour.' }) }),
)

export function asMe({ name, role, by, session }: Caller): z.input<typeof meShape> {
  return { name, role, by, session: session ? { id: session.id, endsAt: session.endsAt.toISOString() } : null }
}

export function asSession(row: SessionRow, current: string | undefined) {
  const { id, name, role, proof: by } = row
  return {
    ...{ id, name, role, by, current: id === current },
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    endsAt: endOf(row).toISOString(),
  }
}
