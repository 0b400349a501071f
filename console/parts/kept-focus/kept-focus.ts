import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Keeps the focus in a part of the page when the button that had it goes, because its act was done. The part needs
 * `tabIndex={-1}`.
 * @returns what the part has to listen to
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>) {
  const isWithin = useRef(false)
  useLayoutEffect(() => {
    if (isWithin.current && document.activeElement === document.body) part.current?.focus({ preventScroll: true })
  })
  return {
    onFocus() {
      isWithin.current = true
    },
    // What is taken from the page tells of no blur, so this is a person who went elsewhere.
    onBlur({ relatedTarget, currentTarget }: FocusEvent<HTMLElement>) {
      isWithin.current = relatedTarget instanceof Node && currentTarget.contains(relatedTarget)
    },
  }
}
