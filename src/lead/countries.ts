/** Converts country names in the languages of the marketplaces to ISO 3166-1 alpha-2. */
import countries from 'i18n-iso-countries'
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' }
import fr from 'i18n-iso-countries/langs/fr.json' with { type: 'json' }
import ja from 'i18n-iso-countries/langs/ja.json' with { type: 'json' }
import zh from 'i18n-iso-countries/langs/zh.json' with { type: 'json' }

for (const locale of [en, fr, ja, zh]) countries.registerLocale(locale)

// ISO's own names ("États-Unis d'Amérique") come from the package, everyday ones ("États-Unis") from Node's ICU.
const languages = [
  ...['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'sv', 'nb', 'da', 'fi', 'pl', 'cs', 'hu', 'ro', 'el', 'ru', 'uk'],
  ...['tr', 'he', 'ar', 'hi', 'ja', 'ko', 'zh', 'zh-Hant', 'th', 'vi', 'id'],
]

const colloquial = {
  AE: ['uae'],
  CD: ['drc'],
  CN: ['prc'],
  GB: ['uk', 'great britain', 'england', 'scotland', 'wales', 'northern ireland'],
  KR: ['korea', '한국'],
  NL: ['holland'],
  SA: ['ksa'],
  US: ['america'],
}

/** Longer than any country's name in any language. */
const longest = 100

/** Blank when the text names no known country. */
export function alpha2Of(raw: string): string {
  if (raw.length > longest) return ''
  const code = raw.trim().toUpperCase()
  if (/^[A-Z]{2}$/.test(code) && countries.isValid(code)) return code
  if (/^[A-Z]{3}$/.test(code)) {
    const alpha2 = countries.alpha3ToAlpha2(code)
    if (alpha2) return alpha2
  }
  return byName().get(fold(raw)) ?? ''
}

let index: ReadonlyMap<string, string> | undefined

function byName(): ReadonlyMap<string, string> {
  index ??= new Map(countryNames().reverse())
  return index
}

/** The most reliable names first: if two countries share a spelling, the first country gets it. */
function countryNames(): [string, string][] {
  const codes = Object.keys(countries.getAlpha2Codes())
  return [
    ...Object.entries(colloquial).flatMap(([code, names]) => names.map((name) => [fold(name), code] as const)),
    ...['en', 'fr', 'ja', 'zh'].flatMap((language) =>
      Object.entries(countries.getNames(language, { select: 'all' })).flatMap(([code, names]) =>
        names.map((name) => [fold(name), code] as const),
      ),
    ),
    ...languages.flatMap((language) => {
      const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
      return codes.map((code) => [fold(names.of(code) ?? ''), code] as const)
    }),
  ].filter(([name]) => name !== '') as [string, string][]
}

/** Case, accents, punctuation and a leading "the" make no difference. */
function fold(name: string): string {
  const letters = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return letters.replace(/^the /, '').replace(/^(\p{L}) (\p{L})( (\p{L}))?$/u, '$1$2$4')
}
