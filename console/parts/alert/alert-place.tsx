import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { linkButton } from '../button/button.tsx'
import { type AlertFacts, saidOf, textOf } from './alert.ts'

/** Where the person goes on. What is done at the machine itself has no such place. */
export function AlertPlace({ of: { kind, subject, detail } }: { of: AlertFacts }) {
  const t = useTranslations('alertPlaces')
  const className = linkButton()
  const said = saidOf({ kind, detail })
  const source = textOf(detail, 'source') || subject
  switch (said) {
    case 'held':
    case 'held-by':
    case 'resting':
    case 'backlog':
    case 'secret':
    case 'silent-destination': {
      const id = said === 'secret' ? textOf(detail, 'destination') : subject
      return (
        <Link className={className} to="/destinations/$id" params={{ id }}>
          {t('destination')}
        </Link>
      )
    }
    case 'waiting-for-person':
    case 'refused':
      return (
        <Link className={className} to="/failed" search={{ destination: [subject] }}>
          {t('failed')}
        </Link>
      )
    case 'unrouted':
      return (
        <Link className={className} to="/routing">
          {t('routing')}
        </Link>
      )
    case 'unreadable':
      return (
        <Link className={className} to="/leads" search={{ source: subject, state: ['unreadable'] }}>
          {t('bodies')}
        </Link>
      )
    case 'late':
      return (
        <Link
          className={className}
          to="/deliveries"
          search={{ offer: subject, state: ['queued', 'sending', 'waiting', 'held'] }}
        >
          {t('deliveries')}
        </Link>
      )
    case 'refused-source':
    case 'flood':
      return (
        <Link className={className} to="/leads" search={{ source: subject }}>
          {t('leads')}
        </Link>
      )
    case 'wrong-key':
    case 'wrong-key-among':
    case 'silent':
    case 'silent-hand':
    case 'front-door':
    case 'table':
      return (
        <Link className={className} to="/sources/$id" params={{ id: source }}>
          {t('source')}
        </Link>
      )
    case 'config':
      return (
        <Link className={className} to="/config">
          {t('config')}
        </Link>
      )
    case 'reconciliation':
    case 'reconciliation-odd':
      return <ProofLink day={textOf(detail, 'day')} destination={said === 'reconciliation' ? subject : ''} />
    case 'channel':
      return (
        <Link className={className} to="/alerts" search={{ of: 'messages', channel: subject }}>
          {t('channel')}
        </Link>
      )
    default:
      return null
  }
}

function ProofLink({ day, destination }: { day: string; destination: string }) {
  const t = useTranslations('alertPlaces')
  if (day === '' || destination === '') {
    return (
      <Link className={linkButton()} to="/proof">
        {t('proof')}
      </Link>
    )
  }
  return (
    <Link className={linkButton()} to="/proof/$day/$destination" params={{ day, destination }}>
      {t('proof')}
    </Link>
  )
}
