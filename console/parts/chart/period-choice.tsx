import { Radio, RadioGroup } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import { type Period, periods } from '../../app/search.ts'
import styles from './chart.module.css'

/** How far back a chart goes. */
export function PeriodChoice({ value, onChange }: { value: Period; onChange(value: Period): void }) {
  const t = useTranslations('chart')
  return (
    <RadioGroup
      aria-label={t('period')}
      orientation="horizontal"
      className={styles['periods'] ?? ''}
      value={value}
      onChange={(chosen) => onChange(chosen as Period)}
    >
      {periods.map((one) => (
        <Radio key={one} value={one} className={styles['period'] ?? ''}>
          {t(one)}
        </Radio>
      ))}
    </RadioGroup>
  )
}
