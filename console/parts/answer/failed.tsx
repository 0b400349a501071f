import { useTranslations } from 'use-intl'
import { HubProblem } from '../../hub/client.ts'
import { Button } from '../button/button.tsx'
import { Moment } from '../moment/moment.tsx'
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
  return (
    <div role="alert" className={styles['failed']}>
      <p>{status === undefined ? t('unreachable') : error.message}</p>
      {status === 403 && <p>{t('askOperator')}</p>}
      {asOf !== undefined && <p>{t.rich('asOf', { time: () => <Moment at={new Date(asOf).toISOString()} /> })}</p>}
      {again && status !== 403 && status !== 404 && <Button onPress={() => void again()}>{t('again')}</Button>}
    </div>
  )
}
