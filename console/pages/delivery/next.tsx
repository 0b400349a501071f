import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'

/** What follows by itself, and when. */
export function Next({ next }: { next: Answer<'get /deliveries/{id}'>['next'] }) {
  const t = useTranslations('delivery')
  if (!next) return <p className="soft">{t('nothing')}</p>
  const { what, at } = next
  if (what === 'person') return <p>{t('person')}</p>
  if (at === null) return <p>{t('attemptNow')}</p>
  return <p>{t.rich(what === 'probe' ? 'probeAt' : 'attemptAt', { at: () => <Moment at={at} mayBeAhead /> })}</p>
}
