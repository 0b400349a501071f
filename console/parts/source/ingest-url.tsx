import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { Copy } from '../copy/copy.tsx'
import { fullUrl } from './full-url.ts'

/** Where senders post, the key left out. */
export function IngestUrl({ of: { ingestUrl } }: { of: { ingestUrl: string | null } }) {
  const t = useTranslations('sources')
  const { acts } = useMe()
  if (ingestUrl === null) return <p className="soft">{t('fetches')}</p>
  const url = fullUrl(ingestUrl)
  return acts ? <Copy label={t('ingestUrl')} text={url} /> : <code>{url}</code>
}
