/** The texts in the chosen language. The keys of both languages are those of the English file. */
import { type ReactNode, Suspense, use, useDeferredValue, useEffect } from 'react'
import { I18nProvider } from 'react-aria-components'
import { IntlProvider } from 'use-intl'
import type en from '../texts/en.ts'
import type { Later } from '../texts/later.ts'
import { loadedOnce } from './parts-loading.ts'
import { usePreferences } from './preferences.ts'

type Language = 'en' | 'fr'

declare module 'use-intl' {
  interface AppConfig {
    Locale: Language
    Messages: typeof en & Later
  }
}

const textsOf: Record<Language, () => Promise<typeof en>> = {
  en: loadedOnce(() => import('../texts/en.ts').then((file) => file.default)),
  fr: loadedOnce(() => import('../texts/fr.ts').then((file) => file.default as unknown as typeof en)),
}

export function Texts({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Translate>{children}</Translate>
    </Suspense>
  )
}

function Translate({ children }: { children: ReactNode }) {
  const { language: chosen, zone } = usePreferences()
  // What is on screen stays, with its focus, until the texts of another language are there.
  const language = useDeferredValue(chosen)
  const texts = use(textsOf[language]())
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return (
    <I18nProvider locale={language === 'fr' ? 'fr-FR' : 'en-US'}>
      <IntlProvider locale={language} messages={texts as typeof en & Later} timeZone={zone}>
        {children}
      </IntlProvider>
    </I18nProvider>
  )
}
