/** Offers leads that went nowhere to the routes of today: says how many first, then does exactly that, and shows how far it is. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type Answer, HubProblem, hub } from '../../hub/client.ts'
import { readAgain } from '../../hub/queries.ts'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { Refused } from '../refused/refused.tsx'
import { Foreseen } from './foreseen.tsx'
import styles from './reroute.module.css'
import type { Stranded } from './reroute.ts'
import { RerouteProgress } from './reroute-progress.tsx'
import { StrandedWords } from './stranded-words.tsx'

type Rerouting = Answer<'post /reroutings'>

/** @param of the leads, of which the dialog does no others as long as it is open */
export function RerouteDialog({ of, onClose }: { of: Stranded; onClose(): void }) {
  const t = useTranslations('reroute')
  const [asked] = useState(of)
  const [plan, setPlan] = useState<Rerouting>()
  const [done, setDone] = useState<Rerouting>()
  const [error, setError] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const reads = asked.state[0] === 'unreadable'

  useEffect(() => {
    hub.call('post /reroutings', { body: { ...asked, dryRun: true } }).then(setPlan, setError)
  }, [asked])

  async function send(): Promise<void> {
    if (!plan || plan.total === 0 || busy || done) return
    setBusy(true)
    setError(null)
    try {
      setDone(await hub.call('post /reroutings', { body: { ...asked, expected: plan.total, asOf: plan.asOf } }))
    } catch (refusal) {
      setError(refusal as Error)
      // The figures of today, which a person confirms again.
      if (refusal instanceof HubProblem && refusal.status === 409) {
        setPlan({ ...plan, ...(refusal.details['figures'] as Rerouting) })
      }
    }
    setBusy(false)
    await readAgain()
  }

  return (
    <Dialog title={t(reads ? 'titleRead' : 'title')} isOpen onOpenChange={onClose} onConfirm={() => void send()}>
      <p>
        <StrandedWords of={asked} />
      </p>
      <Refused error={error} />
      {done && <RerouteProgress of={asked} done={done} />}
      {!done && plan && (
        <div className={styles['plan']}>
          <p role="status">{t(reads ? 'totalRead' : 'total', { total: plan.total })}</p>
          <p>{t('leftOut', { changed: plan.changed, keptOnly: plan.keptOnly })}</p>
          <p className="soft">{t('notTwice')}</p>
          {!reads && plan.total > 0 && <Foreseen of={asked} />}
        </div>
      )}
      {!done && !plan && !error && <p className="soft">{t('counting')}</p>}
      <Choices>
        {/* Another button than before, which takes the focus of the one that is gone. */}
        <Button key={done ? 'close' : 'back'} autoFocus={done !== undefined} onPress={onClose}>
          {t(done ? 'close' : 'back')}
        </Button>
        {!done && (
          <Button kind="main" isDisabled={!plan || plan.total === 0 || busy} onPress={() => void send()}>
            {t(reads ? 'sendRead' : 'send', { count: plan?.total ?? 0 })}
          </Button>
        )}
      </Choices>
    </Dialog>
  )
}
