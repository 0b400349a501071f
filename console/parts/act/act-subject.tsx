import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Act } from './act.ts'

/** A long id is told by its end, which differs most. */
const shortId = (id: string) => (/^[0-9a-f-]{36}$/.test(id) ? `…${id.slice(-8)}` : id)

/** What an act was done to, as a link to its page where it has one. */
export function ActSubject({ act: { kind, subject: id, detail } }: { act: Pick<Act, 'kind' | 'subject' | 'detail'> }) {
  const t = useTranslations('audit')
  const name = <code>{shortId(id)}</code>
  const params = { id }
  switch (kind) {
    case 'destination':
      return (
        <>
          <Link to="/destinations/$id" params={params}>
            {id}
          </Link>
          {typeof detail['lead'] === 'string' && (
            <>
              {' '}
              <Link to="/leads/$id" params={{ id: detail['lead'] }}>
                {t('kinds.lead')} <code>{shortId(detail['lead'])}</code>
              </Link>
            </>
          )}
        </>
      )
    case 'delivery':
      return (
        <Link to="/deliveries/$id" params={params}>
          {t('kinds.delivery')} {name}
        </Link>
      )
    case 'lead':
      return (
        <Link to="/leads/$id" params={params}>
          {t('kinds.lead')} {name}
        </Link>
      )
    case 'replay':
      return (
        <Link to="/replays/$id" params={params}>
          {t('kinds.replay')} {name}
        </Link>
      )
    case 'look-up':
      return (
        <Link to="/lookups/$id" params={params}>
          {t('kinds.look-up')} {name}
        </Link>
      )
    case 'erasure':
      return (
        <Link to="/erasures/$id" params={params}>
          {t('kinds.erasure')} {name}
        </Link>
      )
    case 'source':
      return id === '' ? null : (
        <Link to="/leads" search={{ source: id }}>
          {t('kinds.source')} {id}
        </Link>
      )
    case 'alert':
      return (
        <Link to="/alerts/$id" params={params}>
          {t('kinds.alert')} {name}
        </Link>
      )
    case 'channel':
      return (
        <Link to="/alerts" search={{ of: 'messages', channel: id }}>
          {t('kinds.channel')} {id}
        </Link>
      )
    case 'day':
      return (
        <Link to="/proof">
          {t('kinds.day')} {id}
        </Link>
      )
    case 'session':
      return id === 'sessions' ? null : <Link to="/settings">{t('session', { id: shortId(id) })}</Link>
    default:
      return <span>{id === 'leads' ? t('detail.leads') : id}</span>
  }
}
