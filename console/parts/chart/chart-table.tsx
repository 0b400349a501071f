import { useFormatter, useTranslations } from 'use-intl'
import styles from './chart.module.css'
import type { Figures } from './chart.ts'

/** The figures of a chart, the newest first. */
export function ChartTable({ label, figures: { times, by, series } }: { label: string; figures: Figures }) {
  const t = useTranslations('chart')
  const format = useFormatter()
  const rows = times.map((at, row) => ({ at, row })).reverse()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={styles['scroll']} aria-label={label} tabIndex={0}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t(by)}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, row }) => (
            <tr key={at}>
              <th scope="row">{format.dateTime(new Date(at), formats[by])}</th>
              {series.map(({ name, values }) => (
                <td key={name} className="number">
                  {values[row] == null ? t('unknown') : format.number(values[row])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const formats = {
  hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  // Days are counted in UTC.
  day: { day: 'numeric', month: 'short', timeZone: 'UTC' },
} as const
