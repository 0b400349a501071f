import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import styles from './config.module.css'

type Found = Answer<'get /config/versions/{version}/differences'>

/** Path by path, and below it line by line. */
export function Differences({ of: { differences, patch } }: { of: Found }) {
  const t = useTranslations('config')
  if (differences.length === 0 && !patch) return <p role="status">{t('same')}</p>
  return (
    <>
      <p role="status">{t('count', { count: differences.length })}</p>
      <ul className={styles['differences']}>
        {differences.map(({ path, change, before, after }) => (
          <li key={`${path} ${change}`} className={styles['difference']}>
            <span>
              <span aria-hidden="true" className={styles[change]}>
                {shapes[change]}
              </span>{' '}
              {t(change)} <code>{path}</code>
            </span>
            {before !== undefined && (
              <span>
                <span className="soft small">{t('was')}</span> <Value of={before} />
              </span>
            )}
            {after !== undefined && (
              <span>
                <span className="soft small">{t('is')}</span> <Value of={after} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {patch === null ? (
        <p className="soft">{t('tooDifferent')}</p>
      ) : (
        <details>
          <summary>{t('lines')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <section className={styles['text']} tabIndex={0} aria-label={t('lines')}>
            {patch
              .split('\n')
              .slice(1)
              .map((line, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text have no other name
                <span key={at} className={styles[kindOf(line)]}>
                  {line}
                  {'\n'}
                </span>
              ))}
          </section>
        </details>
      )}
    </>
  )
}

const shapes = { added: '+', removed: '−', changed: '~', reordered: '⇅' } as const

/** The signs of a unified diff stay in the text, so that colour adds nothing to them. */
function kindOf(line: string): 'added' | 'removed' | 'place' | 'line' {
  if (line.startsWith('@@') || line.startsWith('+++') || line.startsWith('---')) return 'place'
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'line'
}

function Value({ of }: { of: unknown }) {
  return <code className={styles['value']}>{typeof of === 'string' ? of : JSON.stringify(of, null, 1)}</code>
}
