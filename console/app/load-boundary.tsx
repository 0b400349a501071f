/** What stands where a part of the console could not be shown. It comes back by itself when the hub is back. */
import { Component, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { IntlProvider, useTranslations } from 'use-intl'
import { Button } from '../parts/button/button.tsx'
import { Dialog } from '../parts/dialog/dialog.tsx'
import { Page } from '../parts/page/page.tsx'
import type en from '../texts/en.ts'
import type { Later } from '../texts/later.ts'
import { notShown } from '../texts/not-shown.ts'
import { forgetFailures, NotLoaded } from './loaded-once.ts'
import { usePreferences } from './preferences.ts'
import { reloadOnce, servedNow } from './upgrade.ts'

/** Milliseconds between two looks for the hub. */
const lookEvery = 3_000

interface ShownInstead {
  error: unknown
  again(): void
}

/** Catches what went wrong within. @param instead draws what stands there after an error */
export class LoadBoundary extends Component<
  { children: ReactNode; instead(given: ShownInstead): ReactNode },
  { error?: unknown }
> {
  override state: { error?: unknown } = {}
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return this.props.instead({ error, again: () => this.setState({ error: undefined }) })
  }
}

/** Why the part is not there: the hub does not answer, or a fault of the console. */
export function NotShown({ error, again }: ShownInstead) {
  const t = useTranslations('notShown')
  const isAway = error instanceof NotLoaded
  const look = useBack(error instanceof NotLoaded ? error.part : undefined, again)
  return (
    <div role="alert">
      <p>{t(isAway ? 'away' : 'fault')}</p>
      <Button onPress={isAway ? look : () => location.reload()}>{t(isAway ? 'again' : 'reload')}</Button>
    </div>
  )
}

/** Milliseconds in which a second failure means that only a new page helps: browsers may keep what failed once. */
const soon = 10_000

/** Looks for the hub until it is back. @returns looks now */
function useBack(part: NotLoaded['part'] | undefined, again: () => void): () => void {
  const [, draw] = useState(0)
  const latest = useRef(again)
  latest.current = again
  const look = useCallback(async () => {
    const served = await servedNow()
    if (served === 'away') return draw((count) => count + 1)
    const isInVain = part !== undefined && Date.now() - part.triedAt < soon
    if ((served === 'other' || isInVain) && reloadOnce()) return
    if (part) part.triedAt = Date.now()
    forgetFailures()
    latest.current()
  }, [part])
  useEffect(() => {
    if (!part) return
    const timer = setInterval(() => void look(), lookEvery)
    return () => clearInterval(timer)
  }, [part, look])
  return () => void look()
}

/** Stands where a whole page should be. The navigation around it stays. */
export function PageNotShown({ error, reset }: { error: unknown; reset(): void }) {
  const t = useTranslations('notShown')
  return (
    <Page title={t('title')}>
      <NotShown error={error} again={reset} />
    </Page>
  )
}

/** Stands where a dialog should be. */
export function DialogNotShown({ error, again, onClose }: ShownInstead & { onClose(): void }) {
  const t = useTranslations('notShown')
  return (
    <Dialog title={t('title')} isOpen onOpenChange={onClose}>
      <NotShown error={error} again={again} />
    </Dialog>
  )
}

/** Stands where the texts of the chosen language should be. */
export function TextsNotShown({ error, again }: ShownInstead) {
  const { language } = usePreferences()
  return (
    <IntlProvider locale={language} messages={{ notShown: notShown[language] } as typeof en & Later}>
      <PageNotShown error={error} reset={again} />
    </IntlProvider>
  )
}
