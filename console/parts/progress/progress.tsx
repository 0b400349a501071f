import styles from './progress.module.css'

/** How far work on many has come. */
export function Progress({ label, value, of }: { label: string; value: number; of: number }) {
  return <progress className={styles['bar']} max={Math.max(of, 1)} value={of === 0 ? 1 : value} aria-label={label} />
}
