import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../button/button.tsx'
import { Refused } from '../refused/refused.tsx'

interface Props {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown; error?: Error | null }
}

/** The next page of a list. It comes by itself when the end of the list is near, and after a failure by the button. */
export function More({ pages }: Props) {
  const t = useTranslations('rows')
  const place = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error } = pages
  const comes = hasNextPage && !isFetchingNextPage && !error
  useEffect(() => {
    if (!comes || !place.current) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.at(-1)?.isIntersecting) fetchNextPage()
      },
      { rootMargin: '800px 0px' },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  })
  if (!hasNextPage) return null
  return (
    <div ref={place}>
      <Refused error={error ?? null} />
      <Button isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
        {t('more')}
      </Button>
    </div>
  )
}
