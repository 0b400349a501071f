/** Every text of the console is a message that can be formatted. */
import { createTranslator } from 'use-intl/core'
import { expect, it } from 'vitest'
import en from '../../console/texts/en.ts'
import fr from '../../console/texts/fr.ts'
import { later } from '../../console/texts/later.ts'

function keysOf(texts: object, under = ''): string[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [`${under}${key}`] : keysOf(text as object, `${under}${key}.`),
  )
}

it.each([
  ['en', en],
  ['fr', fr],
] as const)('%s has no text that cannot be read', async (locale, first) => {
  const others: object[] = await Promise.all(Object.values(later).map((part) => part[locale]()))
  const messages: object = Object.assign({}, first, ...others)
  const unreadable: string[] = []
  const t = createTranslator({
    locale,
    messages: messages as typeof en,
    // Values are missing here, which is another error.
    onError: ({ code, message }) => void (code === 'INVALID_MESSAGE' && unreadable.push(message)),
  }) as (key: string) => string
  const keys = keysOf(messages)
  expect(keys.length).toBeGreaterThan(300)
  for (const key of keys) t(key)
  expect(unreadable).toEqual([])
})
