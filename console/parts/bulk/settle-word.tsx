import { useTranslations } from 'use-intl'
import type { Body } from '../../hub/client.ts'
import { Field } from '../field/field.tsx'
import { Radio } from '../radio/radio.tsx'

type Outcome = NonNullable<Body<'post /settlements'>['outcome']>

/** What a person found at the far end, and how it is known. */
export interface Word {
  outcome: Outcome | undefined
  reason: string
}

export const noWord: Word = { outcome: undefined, reason: '' }

export function isComplete({ outcome, reason }: Word): boolean {
  return outcome !== undefined && reason.trim() !== ''
}

/** The part of the request. */
export function wordOf({ outcome, reason }: Word): object {
  return { outcome, reason: reason.trim() }
}

export function SettleWord({ word, onChange }: { word: Word; onChange(word: Word): void }) {
  const t = useTranslations('settle')
  const many = useTranslations('bulk')
  return (
    <>
      <Radio<Outcome>
        label={t('outcome')}
        value={word.outcome}
        onChange={(outcome) => onChange({ ...word, outcome })}
        options={[
          { value: 'arrived', text: many('arrived'), help: many('arrivedHelp') },
          { value: 'absent', text: many('absent'), help: many('absentHelp') },
        ]}
      />
      <Field
        label={t('reason')}
        help={t('reasonHelp')}
        value={word.reason}
        onChange={(reason) => onChange({ ...word, reason })}
        isRequired
        maxLength={500}
      />
    </>
  )
}
