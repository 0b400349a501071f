import { useId } from 'react'
import choose from '../choose/choose.module.css'
import styles from './field.module.css'

interface Props {
  label: string
  /** @default 'date' */
  type?: 'date' | 'datetime-local'
  value: string | undefined
  min?: string
  max?: string
  onChange(value: string | undefined): void
}

/** A day or a moment. The browser's own field: it knows the calendar, every key, and a phone's wheel. */
export function DateField({ label, type = 'date', value, min, max, onChange }: Props) {
  const id = useId()
  return (
    <div className={choose['choose']}>
      <label htmlFor={id} className="soft small">
        {label}
      </label>
      <input
        id={id}
        type={type}
        className={styles['date']}
        value={value ?? ''}
        min={min}
        max={max}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      />
    </div>
  )
}
