import { Button as AriaButton, type ButtonProps } from 'react-aria-components'
import styles from './button.module.css'

interface Props extends Omit<ButtonProps, 'className' | 'style'> {
  /** `main`: the one act that the place is about. `plain`: looks like text. @default 'usual' */
  kind?: 'main' | 'usual' | 'plain'
}

export function Button({ kind = 'usual', ...props }: Props) {
  return <AriaButton {...props} className={`${styles['button']} ${styles[kind]}`} />
}

/** The classes of a link that looks like a button, because it is where the next step is. */
export function linkButton(kind: NonNullable<Props['kind']> = 'usual'): string {
  return `${styles['button']} ${styles[kind]} ${styles['link']}`
}
