import { useId } from 'react'
import styles from './radio.module.css'

interface Props<T extends string> {
  label: string
  value: T | undefined
  options: readonly { value: T; text: string; help?: string }[]
  onChange(value: T): void
}

/** One of a few, all in sight. */
export function Radio<T extends string>({ label, value, options, onChange }: Props<T>) {
  const name = useId()
  return (
    <fieldset className={styles['set']}>
      <legend className={styles['legend']}>{label}</legend>
      {options.map((one) => (
        <label key={one.value} className={styles['one']}>
          <input type="radio" name={name} checked={value === one.value} onChange={() => onChange(one.value)} />
          <span>
            {one.text} {one.help && <span className="soft">{one.help}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
