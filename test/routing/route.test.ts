import { describe, expect, it } from 'vitest'
import type { RouteConfig } from '../../src/config/schema.ts'
import { compileRoutes } from '../../src/routing/route.ts'
import { sampleLead } from '../connectors/sample.ts'
import { seeded } from '../random.ts'

const route = (parts: Partial<RouteConfig>): RouteConfig => ({
  name: 'all',
  offers: ['*'],
  when: {},
  to: ['crm'],
  ...parts,
})

function lead({ offer = 'contoso.my-app', title = 'Contoso App', source = 'AzureMarketplace', action = 'INS' } = {}) {
  const [publisher = '', name = ''] = offer.split('.')
  return sampleLead({
    offer: { id: offer, publisher, name, title },
    source: { endpoint: 'marketplace', code: source, label: source, text: source },
    action: { code: action, label: action, stage: 'unknown' },
  })
}

const goes = (parts: Partial<RouteConfig>, about: Parameters<typeof lead>[0] = {}) =>
  compileRoutes([route(parts)])(lead(about)).length > 0

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

  it('match the title where no id is known', () => {
    expect(goes({ offers: ['contoso *'] }, { offer: '', title: 'Contoso Test' })).toBe(true)
    expect(
      goes({ offers: ['Contoso (EU) [beta]+$^{}|\\/'] }, { offer: '', title: 'Contoso (EU) [beta]+$^{}|\\/' }),
    ).toBe(true)
    expect(goes({ offers: ['日本*'] }, { offer: '', title: '日本語\nzwei' })).toBe(true)
  })

  it('the star alone takes leads without any offer, no other glob does', () => {
    const nothing = { offer: '', title: '' }
    expect(goes({ offers: ['*'] }, nothing)).toBe(true)
    expect(goes({ offers: ['**'] }, nothing)).toBe(false)
    expect(goes({ offers: ['contoso.*', '*'] }, nothing)).toBe(true)
  })

  it('one of several is enough', () => {
    expect(goes({ offers: ['fabrikam.*', 'contoso.*'] })).toBe(true)
    expect(goes({ offers: ['fabrikam.*', 'tailspin.*'] })).toBe(false)
  })

  it('take no time, however long the title and starry the glob', () => {
    const began = performance.now()
    goes({ offers: ['*a*a*a*a*a*b'] }, { offer: '', title: 'a'.repeat(250_000) })
    expect(performance.now() - began).toBeLessThan(1_000)
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

  it('an action that the lead lacks is matched by the star alone', () => {
    expect(goes({ when: { action: ['*'] } }, { action: '' })).toBe(true)
    expect(goes({ when: { action: ['I*'] } }, { action: '' })).toBe(false)
  })
})

describe('routes', () => {
  it('all that match apply, in their order; a destination is named once, by the first route', () => {
    const router = compileRoutes([
      route({ name: 'first', to: ['a', 'b'] }),
      route({ name: 'other', offers: ['fabrikam.*'], to: ['x'] }),
      route({ name: 'second', offers: ['contoso.*'], to: ['b', 'c', 'c'] }),
    ])
    expect(router(lead())).toEqual([
      { destination: 'a', route: 'first' },
      { destination: 'b', route: 'first' },
      { destination: 'c', route: 'second' },
    ])
  })

  it('that do not match leave the lead unrouted', () => {
    expect(compileRoutes([])(lead())).toEqual([])
    expect(compileRoutes([route({ offers: ['fabrikam.*'] })])(lead())).toEqual([])
  })
})

it('a glob matches as its signs say, for any glob and text', () => {
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

/** What a glob means, said another way. */
function matches([sign, ...glob]: string[], text: string[]): boolean {
  if (sign === undefined) return text.length === 0
  if (sign === '*') return text.some((_, at) => matches(glob, text.slice(at))) || matches(glob, [])
  return text.length > 0 && (sign === '?' || sign === text[0]) && matches(glob, text.slice(1))
}
