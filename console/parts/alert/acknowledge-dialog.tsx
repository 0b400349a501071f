import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { usePreferences } from '../../app/preferences.ts'
import { momentIn } from '../../app/zone.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { Button } from '../button/button.tsx'
import { Choose } from '../choose/choose.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { DateField } from '../field/date-field.tsx'
import { Field } from '../field/field.tsx'
import { Refused } from '../refused/refused.tsx'

const hour = 3_600_000
const spans = { untilHour: hour, untilHours: 4 * hour, untilDay: 24 * hour, untilWeek: 7 * 24 * hour } as const
type Span = keyof typeof spans

/** Acknowledges an alert, with a note and perhaps until a moment. */
export function AcknowledgeDialog({ id, onClose }: { id: string; onClose(): void }) {
  const t = useTranslations('alerts')
  const { zone } = usePreferences()
  const [note, setNote] = useState('')
  const [until, setUntil] = useState<string>()
  const [moment, setMoment] = useState<string>()
  const acknowledge = useAct('post /alerts/{id}/acknowledgements')
  const isReady = until !== 'untilMoment' || moment !== undefined
  function confirm(): void {
    if (!isReady || acknowledge.isPending) return
    const end = endOf(until, moment, zone)
    acknowledge.mutate(
      { params: { id }, body: { note, ...(end ? { until: end.toISOString() } : {}) } },
      {
        onSuccess: () => {
          announce(t('done'))
          onClose()
        },
      },
    )
  }
  return (
    <Dialog title={t('acknowledgeTitle')} isOpen onOpenChange={onClose} onConfirm={confirm}>
      <p>{t('acknowledgeDetail')}</p>
      <Field
        label={t('noteField')}
        help={t('noteHelp')}
        value={note}
        onChange={setNote}
        maxLength={500}
        autoFocus
        autoComplete="off"
      />
      <Choose
        label={t('untilField')}
        all={t('untilOver')}
        value={until}
        options={[...(Object.keys(spans) as Span[]), 'untilMoment' as const].map((value) => ({
          value,
          text: t(value),
        }))}
        onChange={setUntil}
      />
      {until === 'untilMoment' && (
        <DateField label={t('moment', { zone })} type="datetime-local" value={moment} onChange={setMoment} />
      )}
      <Refused error={acknowledge.error} />
      <Choices>
        <Button onPress={onClose}>{t('back')}</Button>
        <Button kind="main" isDisabled={!isReady || acknowledge.isPending} onPress={confirm}>
          {t('acknowledgeNow')}
        </Button>
      </Choices>
    </Dialog>
  )
}

function endOf(until: string | undefined, moment: string | undefined, zone: string): Date | undefined {
  if (until === undefined) return undefined
  if (until === 'untilMoment') return moment === undefined ? undefined : momentIn(moment, zone)
  return new Date(Date.now() + spans[until as Span])
}
