import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import type { Answer } from '../../hub/client.ts'
import { AlertPlace } from '../../parts/alert/alert-place.tsx'
import { AlertHelp, AlertSentence, useAlertName } from '../../parts/alert/alert-words.tsx'
import { Severity } from '../../parts/alert/severity.tsx'
import { linkButton } from '../../parts/button/button.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Section } from '../../parts/page/page.tsx'
import { Mark } from '../../parts/state/mark.tsx'
import styles from './overview.module.css'

type OpenAlert = Answer<'get /overview'>['alerts'][number]
type Channel = Answer<'get /channels'>['items'][number]

interface Props {
  items: readonly OpenAlert[]
  /** Channels that fail, and have no alert yet. */
  failing: readonly Channel[]
}

/** Alerts that the other lists of the page lack. */
export function AlertList(props: Props) {
  return (
    <LaterTexts of="alerts">
      <List {...props} />
    </LaterTexts>
  )
}

function List({ items, failing }: Props) {
  const t = useTranslations('alerts')
  return (
    <Section title={t('overview')}>
      {items.map((one) => (
        <Item key={one.id} one={one} />
      ))}
      {failing.map(({ id, failingSince }) => (
        <article key={id} className={styles['item']} aria-label={id}>
          <div className={styles['line']}>
            <Mark shape="▲" tone="held">
              {id}
            </Mark>
            <span>{t('channelFails', { channel: id })}</span>
            <Link to="/alerts" search={{ of: 'messages', channel: id }} className={linkButton()}>
              {t('showChannels')}
            </Link>
          </div>
          <p className="soft">{t.rich('since', { at: () => <Moment at={failingSince ?? ''} /> })}</p>
        </article>
      ))}
      <p>
        <Link to="/alerts">{t('overviewAll')}</Link>
      </p>
    </Section>
  )
}

function Item({ one }: { one: OpenAlert }) {
  const t = useTranslations('alerts')
  const nameOf = useAlertName()
  return (
    <article className={styles['item']} aria-label={`${nameOf(one.kind)} ${one.subject}`}>
      <div className={styles['line']}>
        <Severity of={one.severity} />
        <Link to="/alerts/$id" params={{ id: one.id }}>
          <AlertSentence of={one} />
        </Link>
        <AlertPlace of={one} />
      </div>
      <p className="soft">{t.rich('since', { at: () => <Moment at={one.since} /> })}</p>
      <AlertHelp of={one} />
    </article>
  )
}
