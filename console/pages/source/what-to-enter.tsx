import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { Copy } from '../../parts/copy/copy.tsx'
import { Field } from '../../parts/field/field.tsx'
import { senderUrl } from '../../parts/source/full-url.ts'
import { SenderSteps } from '../../parts/source/sender-steps.tsx'

type One = Answer<'get /sources/{id}'>

/** What a sender needs, by the kind of source. The key itself is never shown; for operators, where it stands. */
export function WhatToEnter({ one }: { one: One }) {
  const t = useTranslations('source')
  const { acts } = useMe()
  const { type, ingestUrl } = one
  if (!acts) return <p className="soft">{t('askOperator')}</p>
  const key = typeof one.settings['key'] === 'string' ? one.settings['key'] : undefined
  return (
    <>
      {ingestUrl !== null && <Address type={type} ingestUrl={ingestUrl} />}
      {key !== undefined && <p>{t.rich('keyIs', { key: () => <code>{key}</code>, place: t('yourKey') })}</p>}
      {ingestUrl?.startsWith('/') && <p className="soft">{t('noPublicUrl')}</p>}
      {type === 'marketplace' && ingestUrl?.startsWith('http:') && <p>{t('needsHttps')}</p>}
      <SenderSteps type={type} />
    </>
  )
}

/** What is copied to the sender, by Partner Center's own label. Microsoft's JSON has a title alone, so the URL has the offer. */
function Address({ type, ingestUrl }: { type: string; ingestUrl: string }) {
  const t = useTranslations('source')
  const [offer, setOffer] = useState('')
  const url = senderUrl(ingestUrl, t('yourKey'))
  if (type === 'form') return <Copy label={t('formTag')} text={`<form method="post" action="${url}">`} />
  if (type !== 'marketplace') return <Copy label={t('request')} text={url} />
  return (
    <>
      <Field label={t('offer')} help={t('offerHelp')} value={offer} onChange={setOffer} autoComplete="off" />
      <Copy label={t('endpoint')} text={senderUrl(ingestUrl, t('yourKey'), offer.trim() || 'publisher.offer')} />
    </>
  )
}
