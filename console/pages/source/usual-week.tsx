import { useFormatter, useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Table } from '../../parts/table/table.tsx'

type Week = Answer<'get /sources/{id}/silence'>['week']

const together = 4
const twoDigits = (hour: number) => String(hour).padStart(2, '0')

/** Leads of each part of a usual week, which begins on Monday. */
export function UsualWeek({ source, week }: { source: string; week: Week }) {
  const t = useTranslations('silence')
  const format = useFormatter()
  const parts = week[0]?.leads.map((_, at) => `${twoDigits(at * together)}–${twoDigits((at + 1) * together)}`) ?? []
  return (
    <>
      <h3>{t('week')}</h3>
      <p className="soft small">{t('weekDetail')}</p>
      <Table label={t('weekOf', { id: source })} isWhole>
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            {parts.map((part) => (
              <th key={part} scope="col">
                {part}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map(({ day, leads }, at) => (
            <tr key={day}>
              <th scope="row">{format.dateTime(weekday(at), { weekday: 'long', timeZone: 'UTC' })}</th>
              {leads.map((count, part) => (
                <td key={parts[part]} className="number">
                  {format.number(count, { maximumFractionDigits: 1 })}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  )
}

/** 1 January 2024 was a Monday. */
function weekday(at: number): Date {
  return new Date(Date.UTC(2024, 0, 1 + at))
}
