import { useId } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { isInstant } from '../../app/search.ts'
import styles from './choose.module.css'

interface Props {
  label: string
  /** The text of no choice. */
  all: string
  value: string | undefined
  options: readonly { value: string; text: string }[]
  onChange(value: string | undefined): void
}

/** A filter with one value. The browser's own list: it is a wheel on a phone, and knows every key. */
export function Choose({ label, all, value, options, onChange }: Props) {
  const id = useId()
  const known = value === undefined || options.some((one) => one.value === value)
  return (
    <div className={styles['choose']}>
      <label htmlFor={id} className="soft small">
        {label}
      </label>
      <select
        id={id}
        className={styles['select']}
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      >
        <option value="">{all}</option>
        {!known && <option value={value}>{isInstant(value) ? <Since at={value} /> : value}</option>}
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </select>
    </div>
  )
}

/** A moment of a link, such as that of a new configuration. */
function Since({ at }: { at: string }) {
  const t = useTranslations('filter')
  const format = useFormatter()
  return <>{t('since', { at: format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium' }) })}</>
}

/** Filters next to each other. */
export function Filters({ children }: { children: React.ReactNode }) {
  return <div className={styles['filters']}>{children}</div>
}
