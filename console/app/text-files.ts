/** The files of texts, each loaded once. */
import type en from '../texts/en.ts'
import { later } from '../texts/later.ts'
import { loadedOnce } from './loaded-once.ts'

export type Language = 'en' | 'fr'

const loads = {
  en: loadedOnce(() => import('../texts/en.ts').then((file) => keep('en', file.default))),
  fr: loadedOnce(() => import('../texts/fr.ts').then((file) => keep('fr', file.default as unknown as typeof en))),
}
const loaded = new Map<Language, typeof en>()

function keep(language: Language, texts: typeof en): typeof en {
  loaded.set(language, texts)
  return texts
}

export function loadTexts(language: Language): Promise<typeof en> {
  return loads[language]()
}

/** @returns undefined as long as they are not there */
export function loadedTexts(language: Language): typeof en | undefined {
  return loaded.get(language)
}

/** Texts that only some pages need. */
export type LaterPart = keyof typeof later

const laterLoads = new Map<string, () => Promise<object>>()
const laterLoaded = new Map<string, object>()

export function loadLater(part: LaterPart, language: Language): Promise<object> {
  const key = `${part} ${language}`
  const texts =
    laterLoads.get(key) ??
    loadedOnce<object>(() =>
      later[part][language]().then((file) => {
        laterLoaded.set(key, file)
        return file
      }),
    )
  laterLoads.set(key, texts)
  return texts()
}

/** @returns undefined as long as they are not there */
export function loadedLater(part: LaterPart, language: Language): object | undefined {
  return laterLoaded.get(`${part} ${language}`)
}
