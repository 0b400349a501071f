import { useTranslations } from 'use-intl'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './destination.module.css'

interface Props {
  settings: Readonly<Record<string, unknown>>
  expiries: readonly { setting: string; at: string }[]
}

/** The settings in force; of a secret its reference in the file, which is what a person changes. */
export function Settings({ settings, expiries }: Props) {
  const t = useTranslations('destination')
  return (
    <>
      {expiries.map(({ setting, at }) => (
        <p key={setting}>{t.rich('ends', { setting, at: () => <Moment at={at} /> })}</p>
      ))}
      <dl className={styles['values']}>
        {Object.entries(settings).map(([key, value]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>{key}</dt>
            <dd>
              <code>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
