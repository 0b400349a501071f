/** The way to the first lead, as long as none but test leads has come in. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { Copy } from '../../parts/copy/copy.tsx'
import { Section } from '../../parts/page/page.tsx'
import { SenderSteps } from '../../parts/source/sender-steps.tsx'
import { TestLead } from '../../parts/source/test-lead.tsx'
import styles from './overview.module.css'

type Source = Answer<'get /sources'>['items'][number]

export function FirstRun() {
  const t = useTranslations('firstRun')
  const sources = useHub('get /sources')
  return (
    <Section title={t('title')}>
      <p>{t('detail')}</p>
      <Answered asked={sources}>
        {({ items }) => (items.length === 0 ? <Empty>{t('noSource')}</Empty> : <Steps sources={items} />)}
      </Answered>
    </Section>
  )
}

function Steps({ sources }: { sources: readonly Source[] }) {
  const t = useTranslations('firstRun')
  const usual = sources.find(({ type }) => type === 'marketplace') ?? sources[0]!
  const [chosen, setChosen] = useState<string>()
  const source = sources.find(({ id }) => id === chosen) ?? usual
  const others = sources.filter((one) => one !== usual).map(({ id }) => ({ value: id, text: id }))
  return (
    <>
      {others.length > 0 && (
        <Filters>
          <Choose label={t('source')} all={usual.id} value={chosen} options={others} onChange={setChosen} />
        </Filters>
      )}
      <ol className={styles['steps']}>
        <li className={styles['step']}>
          <h3>{t('url')}</h3>
          <Address source={source} />
        </li>
        <li className={styles['step']}>
          <h3>{t('test')}</h3>
          <TestLead key={source.id} source={source} />
        </li>
        <li className={styles['step']}>
          <h3>{t('sender')}</h3>
          <SenderSteps type={source.type} />
        </li>
      </ol>
    </>
  )
}

function Address({ source: { id, type, ingestUrl } }: { source: Source }) {
  const t = useTranslations('firstRun')
  if (ingestUrl === null) return <p>{t('polled', { id })}</p>
  const base = ingestUrl.startsWith('/') ? location.origin + ingestUrl : ingestUrl
  const withOffer = type === 'marketplace' ? `${base}${base.includes('?') ? '&' : '?'}offer=publisher.offer` : base
  const placeholders = [base.includes('key=') && 'key=…', type === 'marketplace' && 'publisher.offer'].filter(Boolean)
  return (
    <>
      <Copy label={t('urlOf', { id })} text={withOffer} replace={placeholders.join(', ')} />
      {base.includes('key=') && <p>{t.rich('key', { setting: () => <code>sources.{id}.key</code> })}</p>}
      {type === 'marketplace' && <p>{t.rich('offer', { code: (text) => <code>{text}</code> })}</p>}
      {!base.startsWith('https:') && <p>{t.rich('https', { setting: () => <code>listen.publicUrl</code> })}</p>}
    </>
  )
}
