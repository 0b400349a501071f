/** Tells two minutes before that the session ends, and lets the person stay (WCAG 2.2.1). */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { hub } from '../hub/client.ts'
import { queryClient } from '../hub/queries.ts'
import { announce } from '../parts/announce/announce.tsx'
import { Button } from '../parts/button/button.tsx'
import { Choices, Dialog } from '../parts/dialog/dialog.tsx'
import { useMe } from './me.tsx'

/** Milliseconds. */
const before = 120_000
const lookEvery = 5_000
/** A session lasts so long without a person, so an end that a request does not put off is the last one. */
const puttableOff = 5 * 60_000

const askWho = () => queryClient.invalidateQueries({ queryKey: ['get /me'] })

export function SessionEnd() {
  const t = useTranslations('sessionEnd')
  const { session } = useMe()
  const left = useLeft(session?.endsAt)
  const [isFinal, setFinal] = useState(false)
  const [isPutAway, setPutAway] = useState(false)
  if (left === undefined || isPutAway) return null

  async function stay(): Promise<void> {
    const { session: now } = await hub.call('get /me')
    await askWho()
    if (now && Date.parse(now.endsAt) - Date.now() > puttableOff) announce(t('stays'))
    else setFinal(true)
  }
  async function signInAgain(): Promise<void> {
    await hub.call('delete /sessions/current').catch(() => undefined)
    await askWho()
  }
  const close = () => (isFinal ? setPutAway(true) : void stay().catch(askWho))
  return (
    <Dialog title={t('title')} isOpen onOpenChange={close}>
      <p role="status">
        <strong>{t('left', { minutes: Math.floor(left / 60_000) })}</strong>
      </p>
      <p>{t(isFinal ? 'final' : 'detail')}</p>
      <Choices>
        {isFinal && <Button onPress={() => setPutAway(true)}>{t('later')}</Button>}
        <Button kind="main" autoFocus onPress={isFinal ? () => void signInAgain() : close}>
          {t(isFinal ? 'again' : 'stay')}
        </Button>
      </Choices>
    </Dialog>
  )
}

/**
 * Milliseconds until the end, when it is near. Another tab may have put the end off, so the hub is asked before it is told.
 * @returns undefined while there is time
 */
function useLeft(endsAt: string | undefined): number | undefined {
  const [left, setLeft] = useState<number>()
  useEffect(() => {
    if (endsAt === undefined) return setLeft(undefined)
    let isNear = false
    function look(): void {
      const rest = Date.parse(endsAt ?? '') - Date.now()
      setLeft(rest <= before ? Math.max(0, rest) : undefined)
      if (rest <= 0 || (rest <= before && !isNear)) void askWho()
      isNear = rest <= before
    }
    look()
    const timer = setInterval(look, lookEvery)
    return () => clearInterval(timer)
  }, [endsAt])
  return left
}
