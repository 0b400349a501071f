import { useFormatter, useTranslations } from 'use-intl'

/** A number of leads of the model, which is seldom whole: `0.4 leads`, `12 leads`. */
export function useLeadsWords(): (leads: number) => string {
  const t = useTranslations('silence')
  const format = useFormatter()
  return (leads) => {
    const shown = leads >= 10 ? Math.round(leads) : Math.round(leads * 10) / 10
    return t('leads', { count: shown, leads: format.number(shown) })
  }
}
