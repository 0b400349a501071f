/** A large configuration: so many routes, each with its offers, conditions, and a mapping of its own. */

export interface Size {
  routes: number
  /** Offers of each route. */
  offers: number
  /** `apart`: each route has offers of its own. `shared`: all routes are about the same offers. */
  how: 'apart' | 'shared'
}

const destinations = ['crm-eu', 'crm-us', 'crm-apac', 'marketing', 'archive']

export function configText(size: Size, port = 0, reversed = false): string {
  const places = Array.from({ length: size.routes }, (_, at) => at)
  if (reversed) places.reverse()
  return [
    `listen: { port: ${port} }`,
    'sources: { marketplace: { type: marketplace, key: "${env:KEY}" } }',
    'destinations:',
    ...destinations.map((id) => `  ${id}: { type: https, url: "\${env:FAR}" }`),
    'routes:',
    ...places.map((at) => routeText(size, at)),
    '',
  ].join('\n')
}

/** The offer that route number `at` names as its `n`th. */
export function offerOf({ how }: Size, at: number, n: number): string {
  return how === 'apart' ? `contoso.product-${at}-${n}` : `contoso.product-${n}`
}

export function countryOf(at: number): string {
  return countries[at % countries.length] ?? ''
}

const countries = ['DE', 'US', 'JP', 'BR', 'FR', 'IN', 'GB', 'CA', 'AU', 'NL']

function routeText(size: Size, at: number): string {
  const offers = Array.from({ length: size.offers }, (_, n) => `      - ${offerOf(size, at, n)}`)
  const to = destinations[at % destinations.length]
  return [
    `  - name: route-${at}`,
    '    offers:',
    ...offers,
    '    when:',
    `      country: [${countryOf(at)}, ${countryOf(at + 3)}]`,
    '      action: { not: DNC }',
    `      campaign.mktcmpid: ${at % 7 === 0 ? 'spring-*' : 'absent'}`,
    '    to:',
    `      - destination: ${to}`,
    '        mapping:',
    `          description: "Route ${at}: {{ offer.title }}, {{ action.label | downcase }}"`,
  ].join('\n')
}
