import type { ReactNode } from 'react'
import { Switch } from 'react-aria-components'
import styles from './toggle.module.css'

export function Toggle({
  isOn,
  onChange,
  children,
}: {
  isOn: boolean
  onChange(on: boolean): void
  children: ReactNode
}) {
  return (
    <Switch isSelected={isOn} onChange={onChange} className={styles['toggle'] ?? ''}>
      <span className={styles['track']} aria-hidden="true" />
      {children}
    </Switch>
  )
}
