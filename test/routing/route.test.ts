import { describe, expect, it } from 'vitest'
import { compileRoutes, type Route } from '../../src/routing/route.ts'
import { seeded } from '../random.ts'
import { route, routingConfig, rules, subject } from './routing-config.ts'

function lead({
  offer = 'contoso.my-app',
  title = 'Contoso App',
  source = 'AzureMarketplace',
  action = 'INS',
  country = 'DE',
} = {}) {
  const [publisher = '', name = ''] = offer.split('.')
  return subject({
    offer: { id: offer, publisher, name, title },
    source: { endpoint: 'marketplace', code: source, label: source, text: source },
    person: { ...subject().lead.person, country: { raw: country, alpha2: country, alpha3: '', name: '' } },
    action: { code: action, label: action, stage: 'unknown' },
  })
}

const goes = (parts: Partial<Route>, about: Parameters<typeof lead>[0] = {}) =>
  compileRoutes(routingConfig([route(parts)])).route(lead(about)).targets.length > 0

describe('offers', () => {
  it.each([
    ['contoso.my-app', 'contoso.my-app', true],
    ['contoso.my-app', 'contoso.my-app-2', false],
    ['contoso.my-app*', 'contoso.my-app-2', true],
    ['CONTOSO.*', 'contoso.my-app', true],
    ['contoso.*', 'contosoxmy-app', false],
    ['*.my-app', 'contoso.my-app', true],
    ['contoso.app?', 'contoso.app2', true],
    ['contoso.app?', 'contoso.app', false],
    ['contoso.app?', 'contoso.app👍', true],
    ['contoso.*', 'fabrikam.contoso.app', false],
    ['checkpoint.check-point-r77-10sg-byol', 'checkpoint.check-point-r77-10sg-byol', true],
    ['docusign.3701c77e-1cfa-4c56-91e6-3ed0b622145a', 'docusign.3701c77e-1cfa-4c56-91e6-3ed0b622145a', true],
  ])('%s and the offer %s: %s', (glob, offer, matches) => {
    expect(goes({ offers: [glob] }, { offer, title: '' })).toBe(matches)
  })

  it('match the title if the id is unknown', () => {
    expect(goes({ offers: ['contoso *'] }, { offer: '', title: 'Contoso Test' })).toBe(true)
    expect(
      goes({ offers: ['Contoso (EU) [beta]+$^{}|\\/'] }, { offer: '', title: 'Contoso (EU) [beta]+$^{}|\\/' }),
    ).toBe(true)
    expect(goes({ offers: ['日本*'] }, { offer: '', title: '日本語\nzwei' })).toBe(true)
  })

  it('match a lead without an offer only by the star, not by other globs', () => {
    const nothing = { offer: '', title: '' }
    expect(goes({ offers: ['*'] }, nothing)).toBe(true)
    expect(goes({ offers: ['**'] }, nothing)).toBe(false)
    expect(goes({ offers: ['contoso.*', '*'] }, nothing)).toBe(true)
  })

  it('are not confused with titles that hold line breaks', () => {
    const router = compileRoutes(routingConfig([route({ offers: ['contoso.a'] })]))
    const sorted = (offer: string, title: string) => router.route(lead({ offer, title })).state
    expect([sorted('contoso.a\nb', 'c'), sorted('contoso.a', 'b\nc')]).toEqual(['unrouted', 'routed'])
  })

  it('match if one of several globs matches', () => {
    expect(goes({ offers: ['fabrikam.*', 'contoso.*'] })).toBe(true)
    expect(goes({ offers: ['fabrikam.*', 'tailspin.*'] })).toBe(false)
  })

  it('match fast, however long the title and however many stars the glob has', () => {
    const began = performance.now()
    goes({ offers: ['*a*a*a*a*a*b'] }, { offer: '', title: 'a'.repeat(250_000) })
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

describe('when', () => {
  it.each([
    [{ source: ['marketplace'] }, true],
    [{ source: ['azuremarketplace'] }, true],
    [{ source: ['SPZA', 'Azure*'] }, true],
    [{ source: ['SPZA'] }, false],
    [{ action: ['ins'] }, true],
    [{ action: ['PLT', 'DNC'] }, false],
    [{ source: ['marketplace'], action: ['INS'] }, true],
    [{ source: ['marketplace'], action: ['PLT'] }, false],
    [{}, true],
  ])('%j: %s', (when, matches) => {
    expect(goes({ when })).toBe(matches)
  })

  it('match a missing action by the star alone', () => {
    expect(goes({ when: { action: ['*'] } }, { action: '' })).toBe(true)
    expect(goes({ when: { action: ['I*'] } }, { action: '' })).toBe(false)
  })
})

describe('routes', () => {
  const sorted = (routes: readonly Route[], about = lead(), more: Parameters<typeof routingConfig>[1] = {}) =>
    compileRoutes(routingConfig(routes, more)).route(about)
  const places = (routes: readonly Route[], about = lead(), more: Parameters<typeof routingConfig>[1] = {}) =>
    sorted(routes, about, more).targets.map(({ destination, route: name }) => `${name}>${destination}`)

  it('apply in their order if they match; a destination counts once, by its first route', () => {
    const routes = [
      route({ name: 'first', to: ['a', 'b'] }),
      route({ name: 'other', offers: ['fabrikam.*'], to: ['x'] }),
      route({ name: 'second', offers: ['contoso.*'], to: ['b', 'c', 'c'] }),
    ]
    expect(places(routes)).toEqual(['first>a', 'first>b', 'second>c'])
  })

  it('reach the same destinations in any order', () => {
    const routes = ['a', 'b', 'c', 'd'].map((to, at) =>
      route({ name: to, offers: [at % 2 ? '*' : 'contoso.my-app'], to: [to, 'x'] }),
    )
    const where = (some: readonly Route[]) =>
      sorted(some)
        .targets.map(({ destination }) => destination)
        .sort()
    expect(where([...routes].reverse())).toEqual(where(routes))
  })

  it('leave a lead unrouted if none of them matches', () => {
    expect(sorted([])).toMatchObject({ state: 'unrouted', targets: [] })
    expect(sorted([route({ offers: ['fabrikam.*'] })])).toMatchObject({ state: 'unrouted', reason: 'no route matches' })
  })

  it('send leads of their offers and time that do not meet `when` to `otherwise`', () => {
    const dach = route({
      name: 'dach',
      offers: ['contoso.*'],
      when: { country: 'DACH' },
      to: ['eu'],
      otherwise: ['us'],
    })
    expect(places([dach], lead({ country: 'AT' }))).toEqual(['dach>eu'])
    expect(places([dach], lead({ country: 'US' }))).toEqual(['dach>us'])
    expect(places([dach], lead({ country: 'US', offer: 'fabrikam.app' }))).toEqual([])
    expect(places([{ ...dach, until: 0 }], lead({ country: 'US' }))).toEqual([])
  })

  it('tell the list that names a destination, if both lists name it', () => {
    const dach = route({ name: 'dach', when: { country: 'DACH' }, to: ['eu'], otherwise: ['us', 'eu'] })
    expect(places([dach], lead({ country: 'AT' }))).toEqual(['dach>eu'])
    expect(places([dach], lead({ country: 'US' }))).toEqual(['dach>us', 'dach:otherwise>eu'])
  })

  it('leave other leads to the otherwise of the file', () => {
    const more = { otherwise: ['inbox'] }
    expect(places([route({ offers: ['fabrikam.*'] })], lead(), more)).toEqual(['otherwise>inbox'])
    expect(places([route()], lead(), more)).toEqual(['all>crm'])
    expect(places([], lead(), { otherwise: ['inbox', 'crm', 'inbox'] })).toEqual(['otherwise>inbox', 'otherwise>crm'])
  })

  it('are in force from their first moment to before their last moment', () => {
    const at = Date.parse(lead().lead.received)
    expect(places([route({ from: at, until: at + 1 })])).toEqual(['all>crm'])
    expect(places([route({ from: at + 1 })])).toEqual([])
    expect(places([route({ until: at })])).toEqual([])
  })

  it('tell why they do not take a lead', () => {
    const at = Date.parse(lead().lead.received)
    const router = compileRoutes(
      routingConfig([
        route({ name: 'yes' }),
        route({ name: 'offer', offers: ['fabrikam.*'] }),
        route({ name: 'when', when: { action: ['PLT', 'DNC'], country: { not: 'EU' } }, otherwise: ['rest'] }),
        route({ name: 'ended', until: at }),
      ]),
    )
    expect(router.explain(lead({ country: 'DE' }))).toEqual([
      { route: 'yes', to: ['crm'], unmet: [] },
      { route: 'offer', to: [], unmet: ['none of its offers'] },
      { route: 'when', to: ['rest'], unmet: ['action is none of PLT, DNC', 'country is one of EU'] },
      { route: 'ended', to: [], unmet: [`in force until ${new Date(at).toISOString()}`] },
    ])
  })

  it('may have their own switches', () => {
    const about = subject({ test: true })
    const routes = [
      route({ name: 'quiet', to: ['a'], switches: { tests: 'skip' } }),
      route({ name: 'loud', to: ['b'] }),
    ]
    expect(places(routes, about)).toEqual(['loud>b'])
    expect(places(routes, about, { rules: rules({ tests: 'skip' }) })).toEqual([])
  })

  it('cache offers without confusing id and title', () => {
    const router = compileRoutes(routingConfig([route({ offers: ['b'] })]))
    const found = (offer: string, title: string) => router.route(lead({ offer, title })).targets.length
    for (let round = 0; round < 2; round++) {
      expect([found('a.x', 'b'), found('a.x', 'c'), found('a.b', 'x'), found('', 'b')]).toEqual([1, 0, 0, 1])
    }
  })
})

it('a glob matches by its characters, for any glob and text', () => {
  const random = seeded(7)
  const sign = () => random.pick(['a', 'B', '-', '.', '*', '?', '(', '\\', 'é', '👍'])
  for (let n = 0; n < 3_000; n++) {
    const glob = Array.from({ length: 1 + random.below(5) }, sign).join('')
    const text = Array.from({ length: 1 + random.below(5) }, sign).join('')
    if (glob === '*') continue
    expect([glob, text, goes({ offers: [glob] }, { offer: '', title: text })]).toEqual([
      glob,
      text,
      matches([...glob.toLowerCase()], [...text.toLowerCase()]),
    ])
  }
})

/** A second implementation of globs. */
function matches([sign, ...glob]: string[], text: string[]): boolean {
  if (sign === undefined) return text.length === 0
  if (sign === '*') return text.some((_, at) => matches(glob, text.slice(at))) || matches(glob, [])
  return text.length > 0 && (sign === '?' || sign === text[0]) && matches(glob, text.slice(1))
}
