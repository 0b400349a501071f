/** Sends again what a filter means: says how many first, then does exactly that, shows how far it is, and can be taken back. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { beginOf, type DeliverySearch } from '../../app/search.ts'
import { type Answer, type Body, HubProblem, hub } from '../../hub/client.ts'
import { queryClient } from '../../hub/queries.ts'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { FilterWords } from '../filter-words/filter-words.tsx'
import { Refused } from '../refused/refused.tsx'
import { Plan } from './plan.tsx'
import { ReplayProgress } from './replay-progress.tsx'

type Preview = Extract<Answer<'post /replays'>, { dryRun: true }>

/** @param filter of the dialog as long as it is open */
export function ReplayDialog({ filter, onClose }: { filter: DeliverySearch; onClose(): void }) {
  const t = useTranslations('replay')
  const [asked] = useState(() => bodyOf(filter))
  const [plan, setPlan] = useState<Preview>()
  const [replay, setReplay] = useState<string>()
  const [error, setError] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    hub.call('post /replays', { body: { ...asked, dryRun: true } }).then((answer) => {
      if ('dryRun' in answer) setPlan(answer)
    }, setError)
  }, [asked])

  async function send(): Promise<void> {
    if (!plan || plan.total === 0 || busy || replay) return
    setBusy(true)
    setError(null)
    try {
      const body = { ...asked, expected: plan.total, asOf: plan.asOf }
      const answer = await hub.call('post /replays', { body })
      if ('id' in answer) setReplay(answer.id)
    } catch (refusal) {
      setError(refusal as Error)
      // The figures of today, which are confirmed anew.
      if (refusal instanceof HubProblem && refusal.status === 409) {
        setPlan({ dryRun: true, ...(refusal.details['figures'] as Omit<Preview, 'dryRun'>) })
      }
    }
    setBusy(false)
    await queryClient.invalidateQueries()
  }

  return (
    <Dialog title={t('title')} isOpen onOpenChange={onClose} onConfirm={() => void send()}>
      <p>
        <FilterWords of={filter} />
      </p>
      <Refused error={error} />
      {replay ? (
        <ReplayProgress id={replay} onClose={onClose} />
      ) : (
        <>
          {plan ? <Plan of={plan} /> : !error && <p className="soft">{t('counting')}</p>}
          <Choices>
            <Button onPress={onClose}>{t('back')}</Button>
            <Button kind="main" isDisabled={!plan || plan.total === 0 || busy} onPress={() => void send()}>
              {t('send', { count: plan?.total ?? 0 })}
            </Button>
          </Choices>
        </>
      )}
    </Dialog>
  )
}

function bodyOf({ from, ...filter }: DeliverySearch): Body<'post /replays'> {
  return { ...filter, ...beginOf(from) }
}
