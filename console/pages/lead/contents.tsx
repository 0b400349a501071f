import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { type Answer, hub } from '../../hub/client.ts'
import { Button } from '../../parts/button/button.tsx'
import { masked } from '../../parts/person/masked.ts'
import { Refused } from '../../parts/refused/refused.tsx'
import styles from './lead.module.css'
import { rowsOf } from './lead-rows.ts'

/** The lead as normalised. An operator sees the person after a reveal, which stands in the audit. */
export function Contents({ lead }: { lead: Answer<'get /leads/{id}'> }) {
  const t = useTranslations('lead')
  const { acts } = useMe()
  const [revealed, setRevealed] = useState<Answer<'post /leads/{id}/reveals'>>()
  const [error, setError] = useState<Error | null>(null)
  const { id } = lead
  const content = revealed?.id === id ? revealed : undefined
  const reveal = () => hub.call('post /leads/{id}/reveals', { params: { id } }).then(setRevealed, setError)
  return (
    <>
      {acts && !content && lead.lead !== null && (
        <div>
          <Button onPress={() => void reveal()}>{t('reveal')}</Button>{' '}
          <span className="soft small">{t('audited')}</span>
        </div>
      )}
      <Refused error={error} />
      <dl className={styles['values']}>
        {rowsOf(content?.lead ?? lead.lead ?? {}).map(({ path, value, isPersonal }) => (
          <div key={path} style={{ display: 'contents' }}>
            <dt>{path}</dt>
            <dd>{isPersonal && acts && !content ? masked(value) : <Value of={value} name={path} />}</dd>
          </div>
        ))}
      </dl>
      {content && (
        <details>
          <summary>{t('asItCame')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <section className={styles['raw']} tabIndex={0} aria-label={t('asItCame')}>
            {content.raw.body}
          </section>
        </details>
      )}
    </>
  )
}

/** Characters from which a value scrolls in a box of its own. */
const long = 600

function Value({ of: value, name }: { of: string; name: string }) {
  if (value.length < long) return value
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={styles['long']} tabIndex={0} aria-label={name}>
      {value}
    </section>
  )
}
