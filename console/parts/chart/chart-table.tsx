import { useFormatter, useTranslations } from 'use-intl'
import { Table } from '../table/table.tsx'
import type { Figures } from './chart.ts'

/** The figures of a chart, the newest first. */
export function ChartTable({ label, figures: { times, by, series } }: { label: string; figures: Figures }) {
  const t = useTranslations('chart')
  const format = useFormatter()
  const rows = times.map((at, row) => ({ at, row })).reverse()
  return (
    <Table label={label}>
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
    </Table>
  )
}

const formats = {
  hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  // Days are counted in UTC.
  day: { day: 'numeric', month: 'short', timeZone: 'UTC' },
} as const
