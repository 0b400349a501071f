import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { useAct, useHub } from '../../hub/queries.ts'
import { Button } from '../button/button.tsx'
import { Field } from '../field/field.tsx'
import { Refused } from '../refused/refused.tsx'
import { State } from '../state/state.tsx'
import styles from './source.module.css'

interface Props {
  source: { id: string; type: string; testable: boolean }
}

/** Sends a test lead by the source, and shows where it goes. */
export function TestLead({ source: { id, type, testable } }: Props) {
  const t = useTranslations('firstRun')
  const { acts } = useMe()
  const routes = useHub('get /routes')
  const [offer, setOffer] = useState<string>()
  const send = useAct('post /sources/{id}/test-leads')
  if (!testable) return <p>{t('notTestable')}</p>
  if (!acts) return <p className="soft">{t('askOperator')}</p>
  // A form may name its offer itself, in its settings.
  const names = type === 'marketplace'
  const value = offer ?? (names ? offerOf(routes.data?.items.flatMap((route) => route.offers) ?? []) : '')
  const isWrong = value.trim() === '' ? names : !isOffer.test(value.trim())
  const body = value.trim() === '' ? {} : { offer: value.trim() }
  return (
    <>
      <p>{t('testDetail')}</p>
      <div className={styles['send']}>
        <Field
          label={t('testOffer')}
          value={value}
          onChange={setOffer}
          maxLength={200}
          help={isWrong ? t('testOfferWrong') : names ? undefined : t('testOfferOwn')}
          isInvalid={isWrong}
        />
        <Button
          kind="main"
          isDisabled={isWrong}
          isPending={send.isPending}
          onPress={() => send.mutate({ params: { id }, body })}
        >
          {t('send')}
        </Button>
      </div>
      {send.data && <Follow lead={send.data.lead} />}
      <Refused error={send.error} />
    </>
  )
}

/** `publisher.offer` */
const isOffer = /^[^\s.<>]+\.[^\s<>]+$/

/** An offer that the first route takes: `contoso.*` → `contoso.test`, `contoso.app*` → `contoso.app`. */
function offerOf(globs: readonly string[]): string {
  const glob = globs.find((one) => /^[\w.*-]+$/.test(one)) ?? '*'
  const bare = glob.replaceAll('*', '')
  if (isOffer.test(bare) && !bare.endsWith('.')) return bare
  return glob === '*' ? 'contoso.test' : glob.replaceAll('*', 'test')
}

function Follow({ lead: id }: { lead: string }) {
  const t = useTranslations('firstRun')
  const { data: lead } = useHub('get /leads/{id}', { params: { id } })
  return (
    <div role="status">
      <p>
        <Link to="/leads/$id" params={{ id }}>
          {t('cameIn')}
        </Link>{' '}
        {lead && <State of={lead.state} />}
      </p>
      {lead?.state === 'unrouted' && <p>{t('unrouted')}</p>}
      {lead && lead.deliveries.length > 0 && (
        <ul>
          {lead.deliveries.map((one) => (
            <li key={one.id}>
              {one.destination} <State of={one.state} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
