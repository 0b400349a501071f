import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Count } from '../../parts/count/count.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Mark } from '../../parts/state/mark.tsx'
import { Table } from '../../parts/table/table.tsx'
import { OnlyHere } from './only-here.tsx'
import { RowList } from './row-list.tsx'
import { TallyTable } from './tally-table.tsx'

const results = ['matched', 'missing', 'unsure', 'young', 'onlyHere'] as const

/** What a download has that is not here, and what is here alone. */
export function Comparison({ of }: { of: Answer<'post /reconciliations/referrals'> }) {
  const t = useTranslations('download')
  const { totals, from, to, partial, repeats, otherTypes, unreadable, tallies, items, onlyHere } = of
  return (
    <>
      <p role="status">
        {totals.missing > 0 ? (
          <Mark shape="●" tone="rejected">
            {t('someMissing', { count: totals.missing })}
          </Mark>
        ) : (
          <Mark shape="✓" tone="delivered">
            {t('allHere')}
          </Mark>
        )}
      </p>
      {from && to && (
        <p className="soft">{t.rich('period', { from: () => <Moment at={from} />, to: () => <Moment at={to} /> })}</p>
      )}
      {partial && <p>{t('partial')}</p>}
      {repeats > 0 && <p>{t('repeats', { count: repeats })}</p>}
      {otherTypes > 0 && <p>{t('otherTypes', { count: otherTypes })}</p>}
      {unreadable.length > 0 && <p>{t('unreadable', { rows: unreadable.slice(0, 20).join(', ') })}</p>}
      <Table label={t('result')} isWhole>
        <thead>
          <tr>
            <th scope="col">{t('result')}</th>
            <th scope="col">{t('number')}</th>
            <th scope="col" className="text">
              {t('means')}
            </th>
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <tr key={result}>
              <th scope="row">{t(result)}</th>
              <td className="number">
                {partial && '≥ '}
                <Count of={totals[result]} />
              </td>
              <td className="text">{t(`${result}Is`)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      {(['missing', 'unsure', 'young'] as const).map((result) => (
        <RowList key={result} result={result} rows={items.filter((one) => one.result === result)} />
      ))}
      <OnlyHere leads={onlyHere} count={totals.onlyHere} />
      {tallies.length > 0 && <TallyTable of={tallies} />}
    </>
  )
}
