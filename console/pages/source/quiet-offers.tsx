import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Moment } from '../../parts/moment/moment.tsx'
import { SilenceState, type Standing } from '../../parts/source/silence-words.tsx'
import { useLeadsWords } from '../../parts/source/use-leads-words.ts'
import { Table } from '../../parts/table/table.tsx'

/** The offers of a source: how quiet each is, and how quiet it may be. */
export function QuietOffers({ offers }: { offers: readonly Standing[] }) {
  const t = useTranslations('silence')
  const leads = useLeadsWords()
  return (
    <Table label={t('offers')}>
      <thead>
        <tr>
          <th scope="col">{t('offer')}</th>
          <th scope="col">{t('state')}</th>
          <th scope="col">{t('quietSince')}</th>
          <th scope="col">{t('expectedNow')}</th>
          <th scope="col">{t('limit')}</th>
        </tr>
      </thead>
      <tbody>
        {offers.map((one) => {
          // `web/contoso.app`
          const [source = '', ...rest] = one.subject.split('/')
          const offer = rest.join('/')
          return (
            <tr key={one.series}>
              <th scope="row">
                <Link to="/leads" search={{ source, offer }}>
                  {offer}
                </Link>
              </th>
              <td>
                <SilenceState of={one} />
              </td>
              <td>{one.since ? <Moment at={one.since} /> : t('neverCame')}</td>
              <td className="number">{one.by === 'model' ? leads(one.expected) : '–'}</td>
              <td className="number">{one.by === 'model' ? leads(one.limit) : '–'}</td>
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
