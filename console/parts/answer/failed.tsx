import { useTranslations } from 'use-intl'
import { HubProblem, isPassing } from '../../hub/client.ts'
import { nextAsk } from '../../hub/queries.ts'
import { Button } from '../button/button.tsx'
import { OwnMoment } from '../moment/moment.tsx'
import styles from './answer.module.css'

interface Props {
  error: Error
  again?: (() => unknown) | undefined
  /** When what is still on screen was read, in milliseconds. */
  asOf?: number
}

/** Why something could not be had: the hub's words, which say what to do. */
export function Failed({ error, again, asOf }: Props) {
  const t = useTranslations('answer')
  const status = error instanceof HubProblem ? error.status : undefined
  function wordsOf(why: Error): string {
    if (!(why instanceof HubProblem)) return t('unreachable')
    // Without words it is a proxy that refuses.
    return typeof why.details['detail'] === 'string' ? why.message : t('refused', { status: String(why.status) })
  }
  const wait = error instanceof HubProblem && isPassing(error) ? Math.ceil(nextAsk(error) / 1_000) : undefined
  return (
    <div role="alert" className={styles['failed']}>
      <p>{wordsOf(error)}</p>
      {wait !== undefined && <p>{t('askedAgain', { seconds: wait })}</p>}
      {status === 403 && <p>{t('askOperator')}</p>}
      {asOf !== undefined && <p>{t.rich('asOf', { time: () => <OwnMoment at={asOf} /> })}</p>}
      {again && status !== 403 && status !== 404 && <Button onPress={() => void again()}>{t('again')}</Button>}
    </div>
  )
}
