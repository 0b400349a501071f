import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Duration } from '../../parts/duration/duration.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { useLeadsWords } from '../../parts/source/use-leads-words.ts'
import { Table } from '../../parts/table/table.tsx'

type Quiets = Answer<'get /sources/{id}/silence'>['quiets']

/** The quiets from which the limit follows. */
export function LongestQuiets({ source, quiets }: { source: string; quiets: Quiets }) {
  const t = useTranslations('silence')
  const leads = useLeadsWords()
  return (
    <>
      <h3>{t('quiets')}</h3>
      <Table label={t('quietsOf', { id: source })}>
        <thead>
          <tr>
            <th scope="col">{t('from')}</th>
            <th scope="col">{t('until')}</th>
            <th scope="col">{t('length')}</th>
            <th scope="col">{t('usually')}</th>
          </tr>
        </thead>
        <tbody>
          {quiets.map(({ since, until, expected, silence }) => (
            <tr key={`${since} ${until}`}>
              <th scope="row">
                <Moment at={since} />
              </th>
              <td>
                <Moment at={until} />
              </td>
              <td>
                <Duration ms={Date.parse(until) - Date.parse(since)} />
              </td>
              <td className="number">
                {leads(expected)} {silence && <strong>▲ {t('wasSilence')}</strong>}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  )
}
