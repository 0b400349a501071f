import { useTranslations } from 'use-intl'
import type { Stranded } from './reroute.ts'

/** The filter in words: `unrouted · offer contoso.app`. */
export function StrandedWords({ of: { state, offer, source } }: { of: Stranded }) {
  const t = useTranslations('reroute')
  const states = useTranslations('states')
  const words = [
    ...state.map((one) => states(one)),
    offer === undefined ? undefined : t('offer', { offer }),
    source === undefined ? undefined : t('source', { source }),
    offer === undefined && source === undefined ? t('all') : undefined,
  ]
  return <>{words.filter(Boolean).join(' · ')}</>
}
