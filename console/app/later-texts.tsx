import { type ReactNode, use, useMemo } from 'react'
import { IntlProvider, useLocale, useMessages } from 'use-intl'
import type en from '../texts/en.ts'
import type { Later } from '../texts/later.ts'
import { type LaterPart, loadedLater, loadLater } from './text-files.ts'

type Texts = typeof en & Later

/** Adds texts to those of the first load. While they are loaded, what is within waits. */
export function LaterTexts({ of, children }: { of: LaterPart; children: ReactNode }) {
  const locale = useLocale()
  const messages = useMessages()
  const more = loadedLater(of, locale) ?? use(loadLater(of, locale))
  const all = useMemo(() => ({ ...messages, ...more }) as Texts, [messages, more])
  return (
    <IntlProvider locale={locale} messages={all}>
      {children}
    </IntlProvider>
  )
}
