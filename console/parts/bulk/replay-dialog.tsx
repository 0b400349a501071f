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

interface Props {
  filter: DeliverySearch
  isOpen: boolean
  onOpenChange(isOpen: boolean): void
}

export function ReplayDialog({ filter, isOpen, onOpenChange }: Props) {
  const t = useTranslations('replay')
  const [asked, setAsked] = useState<Body<'post /replays'>>()
  const [plan, setPlan] = useState<Preview>()
  const [replay, setReplay] = useState<string>()
  const [error, setError] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    if (!isOpen) return
    setPlan(undefined)
    setReplay(undefined)
    setError(null)
    const { from, ...rest } = filter
    const body = { ...rest, ...beginOf(from) } as Body<'post /replays'>
    setAsked(body)
    hub.call('post /replays', { body: { ...body, dryRun: true } }).then((answer) => {
      if ('dryRun' in answer) setPlan(answer)
    }, setError)
  }, [isOpen, filter])

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
    <Dialog title={t('title')} isOpen={isOpen} onOpenChange={onOpenChange} onConfirm={() => void send()}>
      <p>
        <FilterWords of={filter} />
      </p>
      <Refused error={error} />
      {replay ? (
        <ReplayProgress id={replay} onClose={() => onOpenChange(false)} />
      ) : (
        <>
          {plan ? <Plan of={plan} /> : !error && <p className="soft">{t('counting')}</p>}
          <Choices>
            <Button onPress={() => onOpenChange(false)}>{t('back')}</Button>
            <Button kind="main" isDisabled={!plan || plan.total === 0 || busy} onPress={() => void send()}>
              {t('send', { count: plan?.total ?? 0 })}
            </Button>
          </Choices>
        </>
      )}
    </Dialog>
  )
}
