import { useTranslations } from 'use-intl'
import { useReason } from '../../parts/reason/use-reason.ts'
import { State } from '../../parts/state/state.tsx'
import styles from './routing.module.css'
import type { MatrixOffer } from './rows.ts'

interface Props {
  row: MatrixOffer
  destinations: readonly string[]
  /** Destinations for leads that no route takes. */
  otherwise: readonly string[]
}

/** An offer, and in each cell the routes that bring it there. */
export function MatrixRow({ row: { offer, title, routes, someUnrouted, cells }, destinations, otherwise }: Props) {
  const t = useTranslations('routing')
  const said = useReason()
  const isLost = routes.length === 0 && otherwise.length === 0
  return (
    <tr>
      <th scope="row" className={isLost ? styles['lost'] : undefined}>
        <code>{offer}</code>
        {title && title !== offer && <span className="soft small"> {title}</span>}
        {isLost && (
          <span className={styles['word']}>
            <State of="unrouted" />
          </span>
        )}
        {!isLost && someUnrouted && (
          <span className={`${styles['word']} ${styles['some']}`}>
            <span aria-hidden="true">▲</span> {t('someUnrouted')}
          </span>
        )}
      </th>
      {destinations.map((id) => {
        const here = cells.filter(({ destination }) => destination === id)
        const byDefault = routes.length === 0 && otherwise.includes(id)
        return (
          <td key={id}>
            {here.map((cell) => (
              <span key={`${cell.route} ${cell.otherwise}`} className={styles['cell']}>
                <span>
                  <span aria-hidden="true" className={styles['goes']}>
                    ✓
                  </span>{' '}
                  {cell.otherwise ? t('elseOf', { route: cell.route }) : <strong>{cell.route}</strong>}
                </span>
                {cell.conditions.map(said).map((text) => (
                  <span key={text} className="soft small">
                    {cell.otherwise ? t('unless', { text }) : text}
                  </span>
                ))}
              </span>
            ))}
            {byDefault && <span className={styles['cell']}>{t('byDefault')}</span>}
            {here.length === 0 && !byDefault && (
              <>
                <span aria-hidden="true" className="soft">
                  –
                </span>
                <span className="unseen">{t('no')}</span>
              </>
            )}
          </td>
        )
      })}
    </tr>
  )
}
