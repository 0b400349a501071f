/** The texts in the chosen language. The keys of both languages are those of the English file. */
import { type ReactNode, Suspense, use, useDeferredValue, useEffect } from 'react'
import { I18nProvider } from 'react-aria-components'
import { IntlProvider } from 'use-intl'
import type en from '../texts/en.ts'
import type { Later } from '../texts/later.ts'
import { usePreferences } from './preferences.ts'
import { type Language, loadedTexts, loadTexts } from './text-files.ts'

declare module 'use-intl' {
  interface AppConfig {
    Locale: Language
    Messages: typeof en & Later
  }
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
  const texts = loadedTexts(language) ?? use(loadTexts(language))
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
