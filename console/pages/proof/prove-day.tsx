import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { usePreferences } from '../../app/preferences.ts'
import { dayIn } from '../../app/zone.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Button } from '../../parts/button/button.tsx'
import { useDayName } from '../../parts/day/use-day-name.ts'
import { DateField } from '../../parts/field/date-field.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import styles from './proof.module.css'

/** Has any day proved, also one that is older than those shown. */
export function ProveDay({ onWanted }: { onWanted(day: string): void }) {
  const t = useTranslations('proof')
  const { acts } = useMe()
  const { zone } = usePreferences()
  const dayName = useDayName()
  const [day, setDay] = useState<string>()
  const prove = useAct('post /reconciliations')
  if (!acts) return <p className="soft">{t('askOperator')}</p>
  function ask(): void {
    prove.mutate(
      { body: day === undefined ? {} : { day } },
      {
        onSuccess: (found) => {
          announce(t('proving', { day: dayName(found.day) }))
          onWanted(found.day)
        },
      },
    )
  }
  return (
    <>
      <div className={styles['prove']}>
        <DateField label={t('proveOther')} value={day} max={dayIn(Date.now(), zone)} onChange={setDay} />
        <Button isDisabled={prove.isPending} onPress={ask}>
          {t('proveNow')}
        </Button>
      </div>
      <p className="soft small">{t('proveDetail')}</p>
      <Refused error={prove.error} />
    </>
  )
}
