import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHubPages } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { More } from '../../parts/rows/more.tsx'
import { MatrixRow } from './matrix-row.tsx'
import styles from './routing.module.css'
import { rowsOf } from './rows.ts'

/** No more rows are drawn: a browser and a reader lose the way. */
const most = 500

/** Known offers by destinations. Offers without a route are on top. */
export function Matrix() {
  const t = useTranslations('routing')
  const lost = useHubPages('get /routes/matrix', { unrouted: true, limit: 200 })
  const pages = useHubPages('get /routes/matrix', { limit: 100 })
  const refetch = () => Promise.all([lost.refetch(), pages.refetch()])
  return (
    <Answered asked={{ data: lost.data, error: lost.error, dataUpdatedAt: lost.dataUpdatedAt, refetch }}>
      {({ pages: lostPages }) => (
        <Answered asked={pages}>
          {({ pages: all }) => {
            const rows = rowsOf(lostPages, all)
            const [first] = all
            const { destinations = [], otherwise = [] } = first ?? {}
            if (rows.length === 0) {
              return (
                <Empty>
                  <p>{t('noOffers')}</p>
                  <p>
                    <Link to="/sources">{t('howLeadsCome')}</Link>
                  </p>
                </Empty>
              )
            }
            return (
              <>
                {lostPages.every(({ items }) => items.length === 0) && <p>{t('everyOffer')}</p>}
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
                <section className={styles['scroll']} tabIndex={0} aria-label={t('matrix')}>
                  <table className={styles['matrix']}>
                    <thead>
                      <tr>
                        <th scope="col">{t('offer')}</th>
                        {destinations.map((id) => (
                          <th key={id} scope="col">
                            <Link to="/destinations/$id" params={{ id }}>
                              {id}
                            </Link>
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {rows.slice(0, most).map((row) => (
                        <MatrixRow key={row.offer} row={row} destinations={destinations} otherwise={otherwise} />
                      ))}
                    </tbody>
                  </table>
                </section>
                {rows.length >= most ? (
                  <p className="soft">{t('tooMany', { most })}</p>
                ) : (
                  <More pages={lost.hasNextPage ? lost : pages} />
                )}
              </>
            )
          }}
        </Answered>
      )}
    </Answered>
  )
}
