import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Section } from '../../parts/page/page.tsx'
import styles from './config.module.css'
import { Since } from './since.tsx'

export type Version = Answer<'get /config/versions'>['items'][number]

/** The complaints about the file first; then what is in force, and since when. */
export function InForce({ now }: { now: Version | undefined }) {
  const t = useTranslations('config')
  const { acts } = useMe()
  const config = useHub('get /config')
  return (
    <Answered asked={config}>
      {({ version, complaints }) => (
        <>
          {complaints.length > 0 && (
            <Section title={t('refused', { count: complaints.length })}>
              <div className={styles['refused']}>
                <p>{t('staysInForce', { version })}</p>
                <ul>
                  {complaints.map((one) => (
                    <li key={one} lang="en">
                      <code>{one}</code>
                    </li>
                  ))}
                </ul>
                <p>{t('fix')}</p>
              </div>
            </Section>
          )}
          <Section title={t('inForce')}>
            <p>
              <strong>
                <code>{version}</code>
              </strong>{' '}
              {now && t.rich('since', { at: () => <Moment at={now.inForceSince} /> })}
            </p>
            {complaints.length === 0 && (
              <p>
                <span aria-hidden="true" className={styles['well']}>
                  ✓
                </span>{' '}
                {t('noMistakes')}
              </p>
            )}
            {now && <Since at={now.inForceSince} />}
            {acts && <Text />}
          </Section>
        </>
      )}
    </Answered>
  )
}

/** The file in force, as written. It is asked for only when it is opened. */
function Text() {
  const t = useTranslations('config')
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('text')}</summary>
      {isOpen && <TextInForce />}
    </details>
  )
}

function TextInForce() {
  const t = useTranslations('config')
  const asked = useHub('get /config/versions/{version}', { params: { version: 'in-force' } })
  return (
    <Answered asked={asked}>
      {({ text }) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className={styles['text']} tabIndex={0} aria-label={t('text')}>
          {text}
        </section>
      )}
    </Answered>
  )
}
