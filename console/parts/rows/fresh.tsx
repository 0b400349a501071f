import { useTranslations } from 'use-intl'
import { Spoken } from '../announce/spoken.tsx'
import { Button } from '../button/button.tsx'
import styles from './fresh.module.css'

interface Props {
  fresh: { count: number; all: boolean }
  onTake(): void
}

/** How many rows came since the list was drawn. They are shown when somebody asks for them. */
export function Fresh({ fresh: { count, all }, onTake }: Props) {
  const t = useTranslations('rows')
  return (
    <div className={styles['fresh']}>
      <Spoken unseen>{count > 0 && t(all ? 'freshMany' : 'fresh', { count })}</Spoken>
      {count > 0 && (
        <Button
          onPress={() => {
            onTake()
            scrollTo({ top: 0 })
            requestAnimationFrame(focusFirstRow)
          }}
        >
          {t(all ? 'freshMany' : 'fresh', { count })} <span aria-hidden="true">↑</span>
        </Button>
      )}
    </div>
  )
}

/** The button is gone, and the newest row is what it was about. */
function focusFirstRow(): void {
  document.querySelector<HTMLElement>('main [data-row]')?.focus({ preventScroll: true })
}
