import { type ReactNode, useEffect, useId, useRef } from 'react'
import { speak } from './speech.ts'

/** A sentence that changes by itself. It is spoken when it says something else: moments in it do not count. */
export function Spoken({ children, unseen = false }: { children: ReactNode; unseen?: boolean }) {
  const place = useId()
  const sentence = useRef<HTMLParagraphElement>(null)
  const before = useRef<string>(undefined)
  useEffect(() => {
    const text = textOf(sentence.current)
    // What a page begins with is read with the page.
    if (before.current !== undefined && before.current !== text) speak(place, sentence.current?.textContent ?? '')
    before.current = text
  })
  useEffect(() => () => speak(place, ''), [place])
  return (
    <p ref={sentence} hidden={unseen}>
      {children}
    </p>
  )
}

function textOf(sentence: HTMLElement | null): string {
  const copy = sentence?.cloneNode(true) as HTMLElement | undefined
  for (const time of copy?.querySelectorAll('time') ?? []) time.remove()
  return copy?.textContent ?? ''
}
