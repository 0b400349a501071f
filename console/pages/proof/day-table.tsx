import { Link } from '@tanstack/react-router'
import { useFormatter, useTranslations } from 'use-intl'
import { Table } from '../../parts/table/table.tsx'
import { byDestination, columns, type Figures } from './figures.ts'
import styles from './proof.module.css'

/** Destination by destination. A missing number leads to its deliveries. */
export function DayTable({ day, name, items }: { day: string; name: string; items: readonly Figures[] }) {
  const t = useTranslations('proof')
  const format = useFormatter()
  return (
    <Table label={t('table', { day: name })} isWhole>
      <thead>
        <tr>
          <th scope="col">{t('destination')}</th>
          {columns.map((column) => (
            <th key={column} scope="col">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {byDestination(items).map(({ destination, sums }) => (
          <tr key={destination}>
            <th scope="row">
              <Link to="/destinations/$id" params={{ id: destination }}>
                {destination}
              </Link>
            </th>
            {columns.map((column) => (
              <td key={column} className="number">
                {column === 'missing' && sums.missing > 0 ? (
                  <Link
                    to="/proof/$day/$destination"
                    params={{ day, destination }}
                    className={styles['missing']}
                    aria-label={t('missingOf', { count: sums.missing, destination, day: name })}
                  >
                    ● {format.number(sums.missing)}
                  </Link>
                ) : (
                  format.number(sums[column])
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
