import { useId } from 'react'
import choose from '../../parts/choose/choose.module.css'
import styles from './audit.module.css'

interface Props {
  label: string
  value: string | undefined
  onChange(value: string | undefined): void
}

/** A day of the filter. The browser's own field: it knows the calendar, every key, and a phone's wheel. */
export function DateField({ label, value, onChange }: Props) {
  const id = useId()
  return (
    <div className={choose['choose']}>
      <label htmlFor={id} className="soft small">
        {label}
      </label>
      <input
        id={id}
        type="date"
        className={styles['date']}
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      />
    </div>
  )
}
