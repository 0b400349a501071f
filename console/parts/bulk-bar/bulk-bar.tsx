import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { mostChosen } from '../bulk/meant.ts'
import { Button } from '../button/button.tsx'
import { Count } from '../count/count.tsx'
import type { Selection } from '../rows/selection.ts'
import styles from './bulk-bar.module.css'

interface Props {
  selection: Selection
  /** How many rows the filter means. */
  total: number
  /** The acts on what is chosen. */
  children: ReactNode
}

/** What is chosen, and what can be done with it. It appears with the first chosen row. */
export function BulkBar({ selection, total, children }: Props) {
  const t = useTranslations('rows')
  const { ids, isAll, all, clear } = selection
  if (!isAll && ids.size === 0) return <div role="status" className="unseen" />
  const tooMany = !isAll && ids.size > mostChosen
  return (
    <section className={styles['bar']} aria-label={t('chosenRows')}>
      <p role="status">
        {isAll
          ? t.rich('chosenAll', { n: () => <Count of={total} /> })
          : tooMany
            ? t('tooMany', { most: mostChosen })
            : t('chosen', { count: ids.size })}
      </p>
      {!tooMany && children}
      {!isAll && (
        <Button kind="plain" onPress={all}>
          {t.rich('chooseAll', { n: () => <Count of={total} /> })}
        </Button>
      )}
      <Button kind="plain" onPress={clear}>
        {t('chooseNone')}
      </Button>
    </section>
  )
}

/** The ids for an act, or none if it is about all that the filter means. */
export function idsOf({ ids, isAll }: Selection): string[] | undefined {
  return isAll ? undefined : [...ids]
}
