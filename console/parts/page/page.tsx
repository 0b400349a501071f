import { type ReactNode, useEffect, useRef } from 'react'
import styles from './page.module.css'

interface Props {
  title: string
  /** Stands next to the title, such as a state. */
  beside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

let isFirst = true

/** A page: its one `h1`, which gets the focus after a step inside the console, and its title. Titles name no person. */
export function Page({ title, beside, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Leadyard`
  }, [title])
  useEffect(() => {
    const keeps = document.activeElement?.matches('input, textarea, select, [role=row]')
    if (!isFirst && !keeps) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [])
  return (
    <main id="main" className={styles['page']} tabIndex={-1}>
      <header className={styles['head']}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {beside}
        {actions && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </main>
  )
}

/** A part of a page with its own heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles['section']}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
