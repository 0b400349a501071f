import { type ReactNode, use, useMemo } from 'react'
import { IntlProvider, useLocale, useMessages } from 'use-intl'
import type en from '../texts/en.ts'
import { type Later, later } from '../texts/later.ts'
import { loadedOnce } from './parts-loading.ts'

type Part = keyof typeof later
type Texts = typeof en & Later

const loaded = new Map<string, () => Promise<object>>()

function textsOf(part: Part, language: 'en' | 'fr'): Promise<object> {
  const key = `${part} ${language}`
  const texts = loaded.get(key) ?? loadedOnce<object>(later[part][language])
  loaded.set(key, texts)
  return texts()
}

/** Adds texts to those of the first load. While they are loaded, what is within waits. */
export function LaterTexts({ of, children }: { of: Part; children: ReactNode }) {
  const locale = useLocale()
  const messages = useMessages()
  const more = use(textsOf(of, locale))
  const all = useMemo(() => ({ ...messages, ...more }) as Texts, [messages, more])
  return (
    <IntlProvider locale={locale} messages={all}>
      {children}
    </IntlProvider>
  )
}
