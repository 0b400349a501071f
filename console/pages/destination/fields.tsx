import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './destination.module.css'

/** What the far end accepts now. It is asked only when somebody wants to see it. */
export function Fields({ id }: { id: string }) {
  const t = useTranslations('destination')
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={styles['fields']} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('askFields')}</summary>
      {isOpen && <Told id={id} />}
    </details>
  )
}

function Told({ id }: { id: string }) {
  const t = useTranslations('destination')
  const fields = useHub('get /destinations/{id}/fields', { params: { id } })
  return (
    <Answered asked={fields}>
      {({ tells, asOf, items }) =>
        tells ? (
          <>
            <ul className={styles['history']}>
              {items.map(({ name, label, maxLength, required, writable, mapped }) => (
                <li key={name}>
                  <code>{name}</code> {label && label !== name && label}{' '}
                  <span className="soft">
                    {[
                      maxLength !== null && t('maxLength', { maxLength }),
                      required && t('required'),
                      !writable && t('readOnly'),
                      mapped && t('mapped'),
                    ]
                      .filter((text) => text !== false)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ul>
            {asOf && <p className="soft small">{t.rich('toldAt', { at: () => <Moment at={asOf} /> })}</p>}
          </>
        ) : (
          <p className="soft">{t('tellsNoFields')}</p>
        )
      }
    </Answered>
  )
}
