/** The files of texts, each loaded once. */
import type en from '../texts/en.ts'

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
