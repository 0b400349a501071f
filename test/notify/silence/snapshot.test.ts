import { expect, it } from 'vitest'
import {
  isSilent,
  type SilenceSnapshot,
  type Standing,
  silenceFindings,
  unexplained,
} from '../../../src/notify/silence/snapshot.ts'
import { standing } from './standing.ts'

const at = new Date('2026-11-29T12:00:00Z')
const since = new Date('2026-11-28T12:00:00Z')

function told(standings: Standing[], canaries: SilenceSnapshot['canaries'] = []) {
  return unexplained(silenceFindings({ at, standings, canaries })).map(({ key }) => key)
}

const broken = { source: 'web', failures: 2, arrivedAt: since, failedAt: at, reason: 'status 502' }

it('a finding tells since when, how many are missing, and the longest usual quiet', () => {
  expect(silenceFindings({ at, standings: [standing('source:web')], canaries: [] })).toEqual([
    {
      ...{ key: 'silent:source:web', kind: 'silent', severity: 'critical', subject: 'web', since },
      detail: {
        ...{
          causes: [],
          of: 'source',
          source: 'web',
          by: 'model',
          since: since.toISOString(),
          expected: 20,
          limit: 12,
          perDay: 30,
        },
        longest: { since: '2026-11-21T12:00:00.000Z', until: '2026-11-22T06:00:00.000Z' },
      },
    },
  ])
})

it('only what is judged, by the model or by hand, is silent', () => {
  expect(isSilent(standing('source:web', { by: 'hand' }))).toBe(true)
  expect(isSilent(standing('source:web', { expected: 12 }))).toBe(false)
  for (const more of [{ by: 'off' }, { by: 'learning' }, { unjudged: 'starting' }] as const) {
    expect(isSilent(standing('source:web', more))).toBe(false)
  }
})

it('a silent source explains its offers, and the destinations; a broken way in explains the source', () => {
  const offer = standing('offer:web/contoso.app')
  const other = standing('offer:form/contoso.app')
  const destination = standing('destination:crm', { source: undefined })
  const web = standing('source:web')
  expect(told([offer, other, destination])).toEqual([
    'silent:offer:web/contoso.app',
    'silent:offer:form/contoso.app',
    'silent:destination:crm',
  ])
  expect(told([web, offer, other, destination])).toEqual(['silent:source:web', 'silent:offer:form/contoso.app'])
  expect(told([web, offer, other, destination], [broken])).toEqual(['front-door:web', 'silent:offer:form/contoso.app'])
  expect(told([web], [{ ...broken, failures: 1 }])).toEqual(['silent:source:web'])
})

it('what is explained is found nevertheless, with its causes, so that its alert stays open', () => {
  const standings = [standing('source:web'), standing('offer:web/contoso.app')]
  const found = silenceFindings({ at, standings, canaries: [broken] })
  expect(found.map(({ key, detail }) => [key, detail.causes])).toEqual([
    ['front-door:web', []],
    ['silent:source:web', ['front-door:web']],
    ['silent:offer:web/contoso.app', ['front-door:web', 'silent:source:web']],
  ])
})
