import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { SilenceWords } from '../../parts/source/silence-words.tsx'

/** How quiet the source is, and which of its offers are silent. */
export function Quiet({ source }: { source: string }) {
  const t = useTranslations('silence')
  const { data } = useHub('get /silence')
  const standing = data?.items.find(({ series }) => series === `source:${source}`)
  if (!standing) return null
  const offers = data?.items
    .filter(({ kind, silent, subject }) => kind === 'offer' && silent && subject.startsWith(`${source}/`))
    .map(({ subject }) => subject.slice(source.length + 1))
  return (
    <>
      <SilenceWords of={standing} />
      {offers && offers.length > 0 && <p>{t('silentOffers', { offers: offers.join(', ') })}</p>}
    </>
  )
}
