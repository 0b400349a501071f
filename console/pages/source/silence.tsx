import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { SilenceWords } from '../../parts/source/silence-words.tsx'
import { Canary } from './canary.tsx'
import { LongestQuiets } from './longest-quiets.tsx'
import { QuietOffers } from './quiet-offers.tsx'
import { UsualWeek } from './usual-week.tsx'

/** Why the source is silent, or why it is not: what is usual, and how quiet it may be. */
export function Silence({ source: id }: { source: string }) {
  const t = useTranslations('silence')
  const silence = useHub('get /sources/{id}/silence', { params: { id } })
  return (
    <Answered asked={silence}>
      {({ standing, slower, learntAt, week, quiets, offers }) => (
        <>
          <SilenceWords of={standing} />
          {slower !== null && slower < 1 && <p>{t('slower', { percent: 1 - slower })}</p>}
          {standing.longest && (
            <p>
              {t.rich('longest', {
                since: () => <Moment at={standing.longest?.since ?? ''} />,
                until: () => <Moment at={standing.longest?.until ?? ''} />,
              })}
            </p>
          )}
          <Canary source={id} />
          {week.length > 0 && <UsualWeek source={id} week={week} />}
          {quiets.length > 0 && <LongestQuiets source={id} quiets={quiets} />}
          {learntAt && <p className="soft small">{t.rich('learnt', { at: () => <Moment at={learntAt} /> })}</p>}
          <h3>{t('offers')}</h3>
          {offers.length === 0 ? <p className="soft">{t('noOffers')}</p> : <QuietOffers offers={offers} />}
        </>
      )}
    </Answered>
  )
}
