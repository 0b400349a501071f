import { useTranslations } from 'use-intl'

const known = ['marketplace', 'form', 'json', 'azure-table'] as const

/** The kind of a source in words; of a new kind its own name. */
export function SourceType({ of }: { of: string }) {
  const t = useTranslations('sources')
  const type = known.find((one) => one === of)
  return <>{type ? t(type) : of}</>
}
