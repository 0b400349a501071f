import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../moment/moment.tsx'
import { Mark, type Tone } from '../state/mark.tsx'
import { Trouble } from '../trouble/trouble.tsx'

type Message = Answer<'get /messages/{id}'>

const shapes = {
  queued: ['◌', 'waiting'],
  sending: ['◐', 'waiting'],
  sent: ['✓', 'delivered'],
  waiting: ['◔', 'waiting'],
  held: ['■', 'held'],
  exhausted: ['◆', 'rejected'],
} as const satisfies Record<Message['state'], readonly [string, Tone]>

export function MessageState({ of }: { of: Message['state'] }) {
  const t = useTranslations('messages.state')
  const [shape, tone] = shapes[of]
  return (
    <Mark shape={shape} tone={tone}>
      {t(of)}
    </Mark>
  )
}

/** What the far end made of a message: the receipt, or the problem with its remedy. */
export function MessageOutcome({ of: { receipt, failure, nextAttemptAt, state } }: { of: Message }) {
  const t = useTranslations('messages')
  const receiptWords = useReceiptWords()
  return (
    <>
      {receipt && <p>{receiptWords(receipt)}</p>}
      {failure && <Trouble message={failure.message} code={failure.code} problem={failure.problem} />}
      {state === 'waiting' && nextAttemptAt && (
        <p className="soft">{t.rich('next', { at: () => <Moment at={nextAttemptAt} mayBeAhead /> })}</p>
      )}
    </>
  )
}

const outcomes = ['created', 'updated', 'already-there', 'accepted'] as const

/** The words of a receipt: its outcome, the far end's reference, the status. */
export function useReceiptWords(): (receipt: Message['receipt']) => string {
  const t = useTranslations('receipt')
  return (receipt) => {
    if (!receipt) return ''
    const outcome = outcomes.find((one) => one === receipt.outcome)
    const words = outcome ? t(outcome) : receipt.outcome
    return [words, receipt.reference, receipt.status === null ? '' : `(${receipt.status})`].filter(Boolean).join(' ')
  }
}
