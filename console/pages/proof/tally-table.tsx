import { useFormatter, useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useDayName } from '../../parts/day/use-day-name.ts'
import { Table } from '../../parts/table/table.tsx'
import styles from './proof.module.css'

const columns = ['theirs', 'matched', 'missing', 'unsure', 'young', 'onlyHere'] as const

/** The figures by day and offer. */
export function TallyTable({ of }: { of: Answer<'post /reconciliations/referrals'>['tallies'] }) {
  const t = useTranslations('download')
  const format = useFormatter()
  const dayName = useDayName()
  return (
    <details className={styles['list']}>
      <summary>{t('byDay')}</summary>
      <Table label={t('byDay')}>
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            <th scope="col" className="text">
              {t('offer')}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map((one) => (
            <tr key={`${one.day} ${one.offer}`}>
              <th scope="row">{dayName(one.day)}</th>
              <td className="text">{one.offer}</td>
              {columns.map((column) => (
                <td key={column} className="number">
                  {format.number(one[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </details>
  )
}
