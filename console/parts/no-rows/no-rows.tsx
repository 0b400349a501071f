import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Empty } from '../answer/empty.tsx'
import { Button } from '../button/button.tsx'
import { OwnMoment } from '../moment/moment.tsx'

interface Props {
  /** The filter in words; undefined if there is none. */
  filter: ReactNode | undefined
  /** Why there is nothing, although there is no filter. */
  children: ReactNode
  /** When it was looked, in milliseconds. */
  lookedAt: number
  onTakeAway(): void
}

/** A list without rows: because of its filter, which a click takes away, or because there is nothing. */
export function NoRows({ filter, children, lookedAt, onTakeAway }: Props) {
  const t = useTranslations('rows')
  const words = useTranslations('filter')
  return (
    <Empty>
      {filter === undefined ? (
        children
      ) : (
        <>
          <p>{t.rich('nothingMatches', { filter: () => <strong>{filter}</strong> })}</p>
          <Button onPress={onTakeAway}>{words('clear')}</Button>
        </>
      )}
      <p className="soft small">{t.rich('looked', { at: () => <OwnMoment at={lookedAt} /> })}</p>
    </Empty>
  )
}
