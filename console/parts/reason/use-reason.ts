import { useTranslations } from 'use-intl'
import { reasonIn, type Say } from './reason.ts'

/** Tells what the hub says of routes and rules, in the language of the page. */
export function useReason(): (text: string) => string {
  const t = useTranslations('reasons')
  return (text) => reasonIn(t as Say, text)
}
