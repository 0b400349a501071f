/** The files of texts, each loaded once. */
import type en from '../texts/en.ts'
import { later } from '../texts/later.ts'

export type Language = 'en' | 'fr'

const load = { en: () => import('../texts/en.ts'), fr: () => import('../texts/fr.ts') }
const loads = new Map<Language, Promise<typeof en>>()
const loaded = new Map<Language, typeof en>()

export function loadTexts(language: Language): Promise<typeof en> {
  const texts =
    loads.get(language) ??
    load[language]().then((file) => {
      loaded.set(language, file.default as typeof en)
      return file.default as typeof en
    })
  loads.set(language, texts)
  return texts
}

/** @returns undefined as long as they are not there */
export function loadedTexts(language: Language): typeof en | undefined {
  return loaded.get(language)
}

/** Texts that only some pages need. */
export type LaterPart = keyof typeof later

const laterLoads = new Map<string, Promise<object>>()
const laterLoaded = new Map<string, object>()

export function loadLater(part: LaterPart, language: Language): Promise<object> {
  const key = `${part} ${language}`
  const texts =
    laterLoads.get(key) ??
    later[part][language]().then((file) => {
      laterLoaded.set(key, file)
      return file
    })
  laterLoads.set(key, texts)
  return texts
}

/** @returns undefined as long as they are not there */
export function loadedLater(part: LaterPart, language: Language): object | undefined {
  return laterLoaded.get(`${part} ${language}`)
}
