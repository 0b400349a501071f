/** An operator who looked at the far end says whether the record is there: `uncertain` becomes `delivered` or `exhausted`. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Body } from '../../hub/client.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { Field } from '../field/field.tsx'
import { Radio } from '../radio/radio.tsx'
import { Refused } from '../refused/refused.tsx'
import type { Open } from './open.ts'

type Outcome = Body<'post /deliveries/{id}/settlements'>['outcome']

interface Props {
  delivery: Open
  isOpen: boolean
  onOpenChange(isOpen: boolean): void
}

/** The dialog is done only if the delivery is as it is shown (`If-Match`). */
export function SettleDialog({ delivery, isOpen, onOpenChange }: Props) {
  const t = useTranslations('settle')
  const { id, etag, destination, state } = delivery
  const [outcome, setOutcome] = useState<Outcome>()
  const [reference, setReference] = useState('')
  const [link, setLink] = useState('')
  const [reason, setReason] = useState('')
  const settle = useAct('post /deliveries/{id}/settlements')
  const isComplete = outcome !== undefined && reason.trim() !== '' && (link.trim() === '' || isAddress(link.trim()))

  function confirm(): void {
    if (!isComplete || settle.isPending) return
    const proof = outcome === 'arrived' ? { ...given('reference', reference), ...given('link', link) } : {}
    settle.mutate(
      { params: { id }, body: { outcome, reason: reason.trim(), ...proof }, ifMatch: `"${etag}"` },
      {
        onSuccess: (done) => {
          announce(t(done.state === 'delivered' ? 'delivered' : 'absentNow', { destination }))
          onOpenChange(false)
        },
      },
    )
  }

  return (
    <Dialog title={t('title', { destination })} isOpen={isOpen} onOpenChange={onOpenChange} onConfirm={confirm}>
      <p>{t('detail')}</p>
      <Radio<Outcome>
        label={t('outcome')}
        value={outcome}
        onChange={setOutcome}
        options={[
          { value: 'arrived', text: t('arrived'), help: t('arrivedHelp') },
          // What is in line is decided by its next attempt.
          ...(state === 'uncertain' ? [{ value: 'absent' as const, text: t('absent'), help: t('absentHelp') }] : []),
        ]}
      />
      {outcome === 'arrived' && (
        <>
          <Field
            label={t('reference')}
            help={t('referenceHelp')}
            value={reference}
            onChange={setReference}
            maxLength={400}
          />
          <Field
            label={t('link')}
            help={t('linkHelp')}
            type="url"
            value={link}
            onChange={setLink}
            maxLength={2000}
            isInvalid={link.trim() !== '' && !isAddress(link.trim())}
          />
        </>
      )}
      <Field
        label={t('reason')}
        help={t('reasonHelp')}
        value={reason}
        onChange={setReason}
        isRequired
        maxLength={500}
      />
      <Refused error={settle.error} />
      <Choices>
        <Button onPress={() => onOpenChange(false)}>{t('back')}</Button>
        <Button kind="main" isDisabled={!isComplete || settle.isPending} onPress={confirm}>
          {t('settle')}
        </Button>
      </Choices>
    </Dialog>
  )
}

function given<K extends string>(key: K, text: string): Partial<Record<K, string>> {
  return text.trim() === '' ? {} : ({ [key]: text.trim() } as Record<K, string>)
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
