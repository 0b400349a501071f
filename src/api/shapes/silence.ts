import { z } from 'zod'
import { isSilent, type Standing } from '../../notify/silence/snapshot.ts'
import { iso, named, time } from './named.ts'

const span = z.object({ since: time, until: time })

const silenceShape = named(
  'SilenceStanding',
  z.object({
    series: z.string().meta({ description: '`source:web`, `offer:web/contoso.app` or `destination:crm`.' }),
    kind: z.enum(['source', 'offer', 'destination']),
    subject: z.string().meta({ description: '`web`, `web/contoso.app` or `crm`.' }),
    silent: z.boolean(),
    by: z.enum(['model', 'hand', 'learning', 'off']).meta({
      description:
        '`model`: what its usual week brings. `hand`: by `expect` in the configuration. `learning`: too few leads so far, so it is never silent. `off`: by the configuration.',
    }),
    unjudged: z.enum(['starting', 'unread', 'paused']).nullable().meta({
      description:
        'Why it is not judged now. `starting`: the hub works again for less than ten minutes. `unread`: its table cannot be read. `paused`: the destination is paused.',
    }),
    since: time
      .nullable()
      .meta({ description: 'The last lead. Of a destination: the last delivery that was made for it.' }),
    expected: z.number().meta({
      description:
        'Leads that the time since then usually brings, less if leads come more slowly at present. By hand: more than `limit` if too few came.',
    }),
    limit: z.number().meta({ description: 'With more leads expected than this, it is silent.' }),
    perDay: z.number().meta({ description: 'Leads of a usual day; 0 while it is learning.' }),
    longest: span.nullable().meta({ description: 'Its longest quiet of the last 26 weeks that was no silence.' }),
  }),
)

export const canaryShape = named(
  'Canary',
  z.object({
    source: z.string(),
    arrivedAt: time.nullable().meta({ description: 'When the last test lead through the public address arrived.' }),
    failures: z.int().meta({ description: 'In a row; from 2 on, the way in is broken.' }),
    failedAt: time.nullable(),
    reason: z.string().meta({ description: 'Of the last failure; blank if the last test lead arrived.' }),
  }),
)

export const silenceListShape = named(
  'SilenceList',
  z.object({
    at: time,
    items: z.array(silenceShape),
    canaries: z.array(canaryShape),
  }),
)

export const explainedShape = named(
  'SilenceExplained',
  z.object({
    at: time,
    standing: silenceShape,
    offers: z.array(silenceShape),
    words: z.array(z.string()).meta({ description: 'The model in words, a sentence each.' }),
    learntAt: time.nullable(),
    slower: z
      .number()
      .nullable()
      .meta({ description: 'By how much the last leads came more slowly than usual; 1 = not at all.' }),
    week: z
      .array(z.object({ day: z.string(), leads: z.array(z.number()) }))
      .meta({ description: 'The usual week in the zone of `silence`: leads of every four hours of each day.' }),
    quiets: z.array(z.object({ since: time, until: time, expected: z.number(), silence: z.boolean() })).meta({
      description: 'The highest quiets of the last 26 weeks, each the highest of its day, by leads expected.',
    }),
  }),
)

export function asStanding(one: Standing): z.input<typeof silenceShape> {
  const { series, kind, subject, by, unjudged, since, expected, limit, perDay, longest } = one
  return {
    ...{ series, kind, subject, by, silent: isSilent(one), unjudged: unjudged ?? null, since: iso(since ?? null) },
    ...{ expected: rounded(expected), limit: rounded(limit), perDay: rounded(perDay) },
    longest: longest ? { since: longest.since.toISOString(), until: longest.until.toISOString() } : null,
  }
}

export function rounded(leads: number): number {
  return Math.round(leads * 100) / 100
}
