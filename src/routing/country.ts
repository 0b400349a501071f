/** Reads the operator's names of countries: a code, a name in any language, or a group. */
import { alpha2Of } from '../lead/countries.ts'

// europa.eu, "EU countries", and efta.int, "EEA": as of 2020-02-01.
const eu = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')
const groups: Readonly<Record<string, readonly string[]>> = {
  EU: eu,
  EEA: [...eu, 'IS', 'LI', 'NO'],
  DACH: ['DE', 'AT', 'CH'],
  // No country or an unknown country was given, so there is no code.
  UNKNOWN: ['absent'],
}

export const countryGroups: readonly string[] = Object.keys(groups)

/** ISO 3166-1 alpha-2 codes; `undefined` when the text names no country. */
export function countriesNamed(text: string): readonly string[] | undefined {
  const group = groups[text.trim().toUpperCase()]
  if (group) return group
  const code = alpha2Of(text)
  return code ? [code] : undefined
}
