import { useTranslations } from 'use-intl'
import styles from './source.module.css'

interface Props {
  items: readonly { at: string; received: number; unrouted: number; unreadable: number }[]
  dayOf(at: string): string
}

/** The newest day first. */
export function DayTable({ items, dayOf }: Props) {
  const t = useTranslations('source')
  const states = useTranslations('states')
  return (
    <table className={styles['days']}>
      <thead>
        <tr>
          <th scope="col">{t('day')}</th>
          <th scope="col">{t('received')}</th>
          <th scope="col">{states('unrouted')}</th>
          <th scope="col">{states('unreadable')}</th>
        </tr>
      </thead>
      <tbody>
        {items.toReversed().map(({ at, received, unrouted, unreadable }) => (
          <tr key={at}>
            <th scope="row">{dayOf(at)}</th>
            <td>{received}</td>
            <td>{unrouted}</td>
            <td>{unreadable}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
