import { describe, expect, test } from 'vitest'
import { placesIn } from '../../../src/notify/referrals/columns.ts'
import { match, type OwnLead } from '../../../src/notify/referrals/match.ts'
import { orderOf, whenOf } from '../../../src/notify/referrals/moments.ts'
import { reportOf } from '../../../src/notify/referrals/report.ts'
import { readReferrals } from '../../../src/notify/referrals/rows.ts'

const header = [
  'Referral ID',
  'Creation Date',
  'E-mail',
  'Customer Name',
  'Customer Country',
  'Offer ID',
  'Offer name',
  'Lead Type',
  'Lead Source',
  'Call to action',
]

type Row = Partial<
  Record<'id' | 'created' | 'email' | 'company' | 'country' | 'offer' | 'title' | 'type' | 'source' | 'action', string>
>

function referrals(rows: readonly Row[]) {
  const { places, lacking } = placesIn(header)
  expect(lacking).toEqual([])
  const cells = rows.map(
    ({
      id = '',
      created = '2027-03-01T10:00:00Z',
      email = '',
      company = '',
      country = '',
      offer = 'tailspin.router-pro',
      title = '',
      type = 'offer lead',
      source = '',
      action = '',
    }) => [...[id, created, email, company, country, offer, title, type, source, action]],
  )
  return readReferrals(cells, places)
}

let made = 0
function own(more: Partial<OwnLead>): OwnLead {
  const blank = { email: '', company: '', country: '', offerTitle: '', source: '', action: '', state: 'routed' }
  return {
    id: `lead-${++made}`,
    at: new Date('2027-03-01T10:02:00Z'),
    ...blank,
    offerId: 'tailspin.router-pro',
    ...more,
  }
}

const options = { known: new Map<string, string>(), window: 48 * 3_600_000, now: new Date('2027-03-05T00:00:00Z') }
const results = (rows: readonly Row[], ours: readonly OwnLead[], more: Partial<typeof options> = {}) =>
  match(referrals(rows).referrals, ours, { ...options, ...more }).map(({ result, leads, why }) =>
    [result, ...leads, why].filter(Boolean),
  )

describe('by e-mail, offer and time', () => {
  test('the nearest lead is taken, and each only once', () => {
    const [near, far] = [own({ email: 'a@b.com' }), own({ email: 'a@b.com', at: new Date('2027-03-02T10:00:00Z') })]
    expect(results([{ email: 'A@b.com', created: '2027-03-02T09:00:00Z' }, { email: 'a@b.com' }], [near, far])).toEqual(
      [
        ['matched', far.id],
        ['matched', near.id],
      ],
    )
    expect(results([{ email: 'a@b.com' }, { email: 'a@b.com' }], [near])).toEqual([['matched', near.id], ['missing']])
  })

  test('another offer, another address and two days apart are other leads', () => {
    const ours = [
      own({ email: 'a@b.com', offerId: 'tailspin.other' }),
      own({ email: 'c@b.com' }),
      own({ email: 'a@b.com', at: new Date('2027-03-03T10:00:01Z') }),
    ]
    expect(results([{ email: 'a@b.com' }], ours)).toEqual([['missing']])
  })

  test('an offer is known by its id, with or without publisher, or by its title', () => {
    const byTitle = own({ email: 'a@b.com', offerId: '', offerTitle: 'Router  Pro' })
    expect(results([{ email: 'a@b.com', offer: '', title: 'router pro' }], [byTitle])).toEqual([
      ['matched', byTitle.id],
    ])
    const byId = own({ email: 'a@b.com' })
    expect(results([{ email: 'a@b.com', offer: 'Router-Pro' }], [byId])).toEqual([['matched', byId.id]])
    expect(results([{ email: 'a@b.com' }], [byTitle])).toEqual([['unsure', byTitle.id, 'other-offer']])
  })
})

describe('without e-mail', () => {
  test('company and country tell, whatever the legal form and the signs are', () => {
    const ours = own({ company: 'Fabrikam-Süd GmbH', country: 'DE' })
    expect(results([{ company: 'FABRIKAM SÜD', country: 'Germany' }], [ours])).toEqual([['matched', ours.id]])
    expect(results([{ company: 'FABRIKAM SÜD', country: 'France' }], [ours])).toEqual([['missing']])
  })

  test('a day in a zone that nobody names reaches a lead of that day anywhere', () => {
    const ours = own({ company: 'Fabrikam', at: new Date('2027-03-02T09:00:00Z') })
    expect(results([{ company: 'Fabrikam', created: '3/1/2027' }], [ours], { window: 0 })).toEqual([
      ['matched', ours.id],
    ])
  })
})

describe('a row is unsure', () => {
  test('if several leads are equally near; source and action decide first', () => {
    const two = [own({ email: 'a@b.com' }), own({ email: 'a@b.com' })]
    expect(results([{ email: 'a@b.com' }], two)).toEqual([['unsure', ...two.map(({ id }) => id), 'several']])
    const [plain, alike] = [own({ email: 'a@b.com' }), own({ email: 'a@b.com', source: 'SPZA', action: 'PLT' })]
    expect(results([{ email: 'a@b.com', source: 'Appsource', action: 'Contact me' }], [plain, alike])).toEqual([
      ['matched', alike.id],
    ])
  })

  test('but not if there are as many rows as leads', () => {
    const two = [own({ email: 'a@b.com' }), own({ email: 'a@b.com' })]
    expect(results([{ email: 'a@b.com' }, { email: 'a@b.com' }], two).map(([result]) => result)).toEqual([
      'matched',
      'matched',
    ])
  })

  test('if a lead of that offer and time was erased, or one of that moment is unreadable', () => {
    const erased = own({ state: 'erased' })
    expect(results([{ email: 'a@b.com' }], [erased])).toEqual([['unsure', erased.id, 'erased']])
    const unreadable = own({ state: 'unreadable', offerId: '' })
    expect(results([{ email: 'a@b.com' }], [unreadable])).toEqual([['unsure', unreadable.id, 'unreadable']])
    expect(results([{ email: 'a@b.com', created: '2027-03-01T09:00:00Z' }], [unreadable])).toEqual([['missing']])
  })
})

test('Microsoft’s id of an earlier download decides before everything else', () => {
  const ours = own({ email: 'changed@b.com', at: new Date('2027-05-01T00:00:00Z') })
  expect(results([{ id: 'r-1', email: 'a@b.com' }], [ours], { known: new Map([['r-1', ours.id]]) })).toEqual([
    ['matched', ours.id],
  ])
})

test('a row that is not an hour old is not missing', () => {
  expect(results([{ email: 'a@b.com' }], [], { now: new Date('2027-03-01T10:59:00Z') })).toEqual([['young']])
})

test('only leads of offers count', () => {
  const read = referrals([
    { email: 'a@b.com' },
    { email: 'b@b.com', type: 'Qualified lead' },
    { email: 'c@b.com', type: 'profile lead' },
  ])
  expect([read.referrals.length, read.otherTypes]).toEqual([1, 2])
})

test('the report counts by day and offer, and names leads that no row has', () => {
  const [ours, only] = [own({ email: 'a@b.com' }), own({ email: 'x@b.com', at: new Date('2027-03-01T10:00:00Z') })]
  const rows = [{ email: 'a@b.com' }, { email: 'b@b.com', created: '2027-03-02T10:00:00Z' }]
  const report = reportOf(match(referrals(rows).referrals, [ours, only], options), [ours, only])
  expect(report.totals).toEqual({ theirs: 2, matched: 1, missing: 1, unsure: 0, young: 0, onlyHere: 1 })
  expect(report.tallies.map(({ day, missing, onlyHere }) => [day, missing, onlyHere])).toEqual([
    ['2027-03-02', 1, 0],
    ['2027-03-01', 0, 1],
  ])
  expect(report.onlyHere).toEqual([only.id])
})

test('a bot’s thousands of leads of one person are compared in a moment', () => {
  const ours = Array.from({ length: 4_000 }, (_, at) =>
    own({ email: 'bot@b.com', at: new Date(Date.UTC(2027, 2, 1) + at * 10_000) }),
  )
  const rows = ours.map(({ at }) => ({ email: 'bot@b.com', created: at.toISOString() }))
  expect(results(rows, ours).every(([result]) => result === 'matched')).toBe(true)
})

test('of thousands of leads of one company few are looked at for each row', () => {
  let looks = 0
  const ours = Array.from({ length: 3_000 }, (_, at) => {
    const one = own({ company: 'Contoso Ltd', at: new Date(Date.UTC(2027, 2, 1) + at * 10_000) })
    return Object.defineProperty(one, 'country', {
      get() {
        looks++
        return at % 2 ? 'FR' : 'DE'
      },
    })
  })
  const rows = ours.map(({ at, country }) => ({ company: 'Contoso', country, created: at.toISOString() }))
  expect(results(rows, ours)).toEqual(ours.map(({ id }) => ['matched', id]))
  expect(looks / rows.length).toBeLessThan(1_000)
})

describe('dates', () => {
  test.for([
    [['2027-03-01'], '2027-03-01T12:00:00.000Z', true],
    [['2027-03-01T10:42:31.123+02:00'], '2027-03-01T08:42:31.000Z', false],
    [['3/1/2027 1:05:00 PM'], '2027-03-01T13:05:00.000Z', false],
    [['12/1/2027 12:30 AM'], '2027-12-01T00:30:00.000Z', false],
    [['1/3/2027', '13/3/2027'], '2027-03-01T12:00:00.000Z', true],
    [['01.03.2027'], '2027-03-01T12:00:00.000Z', true],
  ] as const)('%j is %s', ([texts, iso, wholeDay]) => {
    const read = whenOf(texts[0] ?? '', orderOf(texts))
    expect([read?.at.toISOString(), read?.wholeDay]).toEqual([iso, wholeDay])
  })

  test.for(['', 'yesterday', '2027-02-30', '31/31/2027', '2027-03-01T25:00'])('%j is no date', (text) => {
    expect(whenOf(text, 'month-first')).toBeUndefined()
  })
})

test('tells which columns a file lacks, and takes names of its own', () => {
  expect(placesIn(['Name', 'City']).lacking).toHaveLength(3)
  const { places, lacking } = placesIn(['When', 'Product', 'Work e-mail'], {
    created: 'when',
    offerTitle: 'Product',
    email: 'WORK E MAIL',
  })
  expect([places, lacking]).toEqual([{ created: 0, offerTitle: 1, email: 2 }, []])
})
