import { useFormatter, useTranslations } from 'use-intl'

/** The hub counts no further. */
const most = 10_000

export function Count({ of }: { of: number }) {
  const format = useFormatter()
  const t = useTranslations('count')
  return <span className="number">{of > most ? t('more', { most: format.number(most) }) : format.number(of)}</span>
}
