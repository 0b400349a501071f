import { createElement, type FunctionComponent, use } from 'react'
import { loadedOnce } from './loaded-once.ts'

type Part<P> = FunctionComponent<P> & { preload(): Promise<void> }

/** A component that is loaded when it is first shown. Whatever shows it has a `<Suspense>` and a `<LoadBoundary>` around it. */
export function laterPart<P extends object>(load: () => Promise<FunctionComponent<P>>): Part<P> {
  const once = loadedOnce(load)
  const part = (props: P) => createElement(use(once()), props)
  const preload = () =>
    once().then(
      () => undefined,
      // It is told when the part is shown.
      () => undefined,
    )
  return Object.assign(part, { preload })
}
