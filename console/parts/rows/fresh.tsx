import { useTranslations } from 'use-intl'
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
      <span role="status" className="unseen">
        {count > 0 && t(all ? 'freshMany' : 'fresh', { count })}
      </span>
      {count > 0 && (
        <Button
          onPress={() => {
            onTake()
            scrollTo({ top: 0 })
          }}
        >
          {t(all ? 'freshMany' : 'fresh', { count })} <span aria-hidden="true">↑</span>
        </Button>
      )}
    </div>
  )
}
