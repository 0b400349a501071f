import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Count } from '../../parts/count/count.tsx'
import { useSteps } from '../../parts/rows/trail.ts'
import styles from './lead.module.css'

/** `‹ 3 of 312 ›`: the place in the list that the lead was opened from. The way back leads to the list all the same. */
export function StepsWords({ lead }: { lead: string }) {
  const t = useTranslations('lead')
  const steps = useSteps(lead)
  if (!steps) return null
  const { at, total, previous, next, step } = steps
  const way = (to: string | undefined, letter: string, name: string, sign: string) =>
    to !== undefined && (
      <Link
        to="/leads/$id"
        params={{ id: to }}
        replace
        data-act={letter}
        aria-label={name}
        className={styles['step']}
        onClick={() => step(to)}
      >
        {sign}
      </Link>
    )
  return (
    <nav className={styles['steps']} aria-label={t('steps')}>
      {way(previous, '[', t('previous'), '‹')}
      <span>{t.rich('place', { at, n: () => <Count of={total} /> })}</span>
      {way(next, ']', t('following'), '›')}
    </nav>
  )
}
