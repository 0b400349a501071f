import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub, useHubPages } from '../../hub/queries.ts'
import { MessageOutcome, MessageState } from '../../parts/alert/message-outcome.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Section } from '../../parts/page/page.tsx'
import { More } from '../../parts/rows/more.tsx'
import styles from './alerts.module.css'

const route = getRouteApi('/alerts')

/** What was told, the newest first, with its receipt or its problem. */
export function Messages() {
  const t = useTranslations('messages')
  const { channel } = route.useSearch()
  const navigate = route.useNavigate()
  const channels = useHub('get /channels').data?.items ?? []
  const pages = useHubPages('get /messages', { channel })
  return (
    <Section title={t('title')}>
      <Filters>
        <Choose
          label={t('channel')}
          all={t('all')}
          value={channel}
          options={channels.map(({ id }) => ({ value: id, text: id }))}
          onChange={(chosen) => void navigate({ search: { of: 'messages', channel: chosen } })}
        />
      </Filters>
      <Answered asked={pages}>
        {({ pages: all }) => {
          const items = all.flatMap((page) => page.items)
          if (items.length === 0) return <Empty>{t(channel === undefined ? 'nothing' : 'nothingOf')}</Empty>
          return (
            <>
              <ul className={styles['rows']} aria-label={t('title')}>
                {items.map((one) => (
                  <li key={one.id} className={styles['row']}>
                    <MessageState of={one.state} />
                    {/* The words of the hub, as they were sent. */}
                    <span lang="en">{one.subject}</span>
                    <span className="soft">
                      {t(`kind.${one.kind}`)} · {t('to', { channel: one.channel })} · <Moment at={one.createdAt} />
                      {one.attempts > 1 && <> · {t('attempts', { count: one.attempts })}</>}
                    </span>
                    <MessageOutcome of={one} />
                  </li>
                ))}
              </ul>
              <More pages={pages} />
            </>
          )
        }}
      </Answered>
    </Section>
  )
}
