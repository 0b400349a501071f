import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { Copy } from '../../parts/copy/copy.tsx'
import { Field } from '../../parts/field/field.tsx'
import { senderUrl } from '../../parts/source/full-url.ts'
import styles from './source.module.css'

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
      {key !== undefined && <p>{t.rich('keyIs', { key: () => <code>{key}</code> })}</p>}
      {ingestUrl?.startsWith('/') && <p className="soft">{t('noPublicUrl')}</p>}
      {type === 'marketplace' && ingestUrl !== null && <PartnerCenter ingestUrl={ingestUrl} />}
      {type === 'form' && ingestUrl !== null && <FormAction ingestUrl={ingestUrl} />}
      {type === 'azure-table' && <Steps of={[t('table1'), t('table2'), t('table3')]} />}
      {type === 'json' && ingestUrl !== null && <Copy label={t('request')} text={senderUrl(ingestUrl, t('yourKey'))} />}
    </>
  )
}

/** Partner Center's own labels. The offer stands in the URL, because Microsoft's JSON has a title alone. */
function PartnerCenter({ ingestUrl }: { ingestUrl: string }) {
  const t = useTranslations('source')
  const [offer, setOffer] = useState('')
  const url = senderUrl(ingestUrl, t('yourKey'), offer.trim() || 'publisher.offer')
  return (
    <>
      <Field label={t('offer')} help={t('offerHelp')} value={offer} onChange={setOffer} autoComplete="off" />
      <Steps
        of={[
          t('step1'),
          t('step2'),
          <>
            {t('step3')} <Copy label={t('endpoint')} text={url} />
          </>,
          t('step4'),
          t('step5'),
          t('step6'),
        ]}
      />
      {ingestUrl.startsWith('http:') && <p>{t('needsHttps')}</p>}
    </>
  )
}

function FormAction({ ingestUrl }: { ingestUrl: string }) {
  const t = useTranslations('source')
  return (
    <>
      <p>{t('formHelp')}</p>
      <Copy label={t('formTag')} text={`<form method="post" action="${senderUrl(ingestUrl, t('yourKey'))}">`} />
    </>
  )
}

function Steps({ of }: { of: readonly ReactNode[] }) {
  return (
    <ol className={styles['steps']}>
      {of.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps keep their places
        <li key={at}>{step}</li>
      ))}
    </ol>
  )
}
