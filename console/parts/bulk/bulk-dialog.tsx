/** An act on many: says in words what is meant and how many, then does exactly that, and shows how far it is. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { DeliverySearch, LeadSearch } from '../../app/search.ts'
import { type Answer, hub } from '../../hub/client.ts'
import { readAgain } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { Field } from '../field/field.tsx'
import { FilterWords } from '../filter-words/filter-words.tsx'
import { Refused } from '../refused/refused.tsx'
import { LookupProgress } from './lookup-progress.tsx'
import { bodyOf, type Meant } from './meant.ts'
import { Plan } from './plan.tsx'
import { type Act, askedOf, changedFigures, type Done, type Preview, perform, previewOf } from './preview.ts'
import { ReplayProgress } from './replay-progress.tsx'
import { isComplete, noWord, SettleWord, type Word, wordOf } from './settle-word.tsx'
import { mayDouble, TriedWords } from './tried.tsx'

interface Props {
  act: Act
  meant: Meant<DeliverySearch | LeadSearch>
  onClose(): void
}

const typeWords: Partial<Record<Act, 'typeCancel' | 'typeSettle'>> = { cancel: 'typeCancel', settle: 'typeSettle' }

const planWords: Partial<Record<Act, 'settled' | 'cancelled'>> = { settle: 'settled', cancel: 'cancelled' }

function isOnLeads(act: Act): boolean {
  return act === 'reroute' || act === 'approve'
}

/** @param meant of the dialog as long as it is open */
export function BulkDialog({ act, meant, onClose }: Props) {
  const t = useTranslations('bulk')
  const [asked] = useState(() => askedOf(act, bodyOf(meant)))
  const [plan, setPlan] = useState<Preview>()
  const [tried, setTried] = useState<Answer<'post /dry-runs/deliveries'>>()
  const [shownBefore, setShownBefore] = useState<number>()
  const [done, setDone] = useState<Done>()
  const [error, setError] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const [typed, setTyped] = useState('')
  const [word, setWord] = useState<Word>(noWord)

  useEffect(() => {
    previewOf(act, asked).then(setPlan, setError)
    if (act === 'replay') hub.call('post /dry-runs/deliveries', { body: asked }).then(setTried, setError)
  }, [act, asked])

  const total = plan?.total ?? 0
  const asksCount =
    act === 'cancel' || act === 'settle' || (act === 'replay' && tried !== undefined && mayDouble(tried))
  const isReady =
    total > 0 &&
    !busy &&
    !done &&
    (act !== 'replay' || tried !== undefined) &&
    (act !== 'settle' || isComplete(word)) &&
    (!asksCount || typed.trim() === String(total))

  async function confirm(): Promise<void> {
    if (!plan || !isReady) return
    setBusy(true)
    setError(null)
    try {
      const result = await perform(act, asked, plan, act === 'settle' ? wordOf(word) : {})
      setDone(result)
      if ('count' in result) {
        announce(t(`${act}Done`, { count: result.count }))
        onClose()
      }
    } catch (refusal) {
      // The figures of today, which are confirmed again.
      const today = changedFigures(refusal, act, asked)
      if (today) {
        setShownBefore(plan.total)
        setPlan(today)
        setTyped('')
      } else setError(refusal as Error)
    }
    setBusy(false)
    await readAgain()
  }

  return (
    <Dialog title={t(`${act}Title`)} isOpen onOpenChange={onClose} onConfirm={() => void confirm()}>
      <p>{meant.ids ? t('chosen', { count: meant.ids.length }) : <FilterWords of={meant.filter} />}</p>
      {done && 'replay' in done && <ReplayProgress id={done.replay} onClose={onClose} />}
      {done && 'lookup' in done && <LookupProgress id={done.lookup} onClose={onClose} />}
      {!done && (
        <>
          <p className="soft">{t(`${act}Detail`)}</p>
          {plan ? (
            <Plan of={plan} words={planWords[act] ?? (isOnLeads(act) ? 'leads' : 'deliveries')} />
          ) : (
            !error && <p role="status">{t('counting')}</p>
          )}
          {shownBefore !== undefined && <p role="alert">{t('changed', { before: shownBefore, now: total })}</p>}
          {tried && tried.tried > 0 && total > 0 && <TriedWords of={tried} />}
          {act === 'settle' && <SettleWord word={word} onChange={setWord} />}
          {asksCount && total > 0 && (
            <Field
              label={t(typeWords[act] ?? 'typeDouble', { count: String(total) })}
              value={typed}
              onChange={setTyped}
              inputMode="numeric"
              autoComplete="off"
            />
          )}
          <Refused error={error} />
          <Choices>
            <Button onPress={onClose}>{t('back')}</Button>
            <Button kind="main" isDisabled={!isReady} onPress={() => void confirm()}>
              {t(`${act}Now`, { count: total })}
            </Button>
          </Choices>
        </>
      )}
    </Dialog>
  )
}
