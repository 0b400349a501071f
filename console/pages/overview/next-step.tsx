import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { linkButton } from '../../parts/button/button.tsx'
import type { ToDo } from './sentence.tsx'

/** Where the person goes on. What is done at the machine itself has no such place. */
export function NextStep({ item, kind = 'usual' }: { item: ToDo; kind?: 'main' | 'usual' }) {
  const t = useTranslations('toDo')
  const className = linkButton(kind)
  const { destination = '' } = item
  switch (item.kind) {
    case 'no-worker':
      return null
    case 'held':
    case 'paused':
    case 'expiry':
      return (
        <Link className={className} to="/destinations/$id" params={{ id: destination }}>
          {t(`next.${item.kind}`)}
        </Link>
      )
    case 'uncertain':
    case 'rejected':
    case 'exhausted':
      return (
        <Link className={className} to="/failed" search={failed(item)}>
          {t(`next.${item.kind}`)}
        </Link>
      )
    case 'channel':
      return (
        <Link className={className} to="/alerts" search={{ of: 'messages', channel: item.channel }}>
          {t('next.channel')}
        </Link>
      )
    case 'unreadable':
      return (
        <Link className={className} to="/leads" search={{ state: ['unreadable'] }}>
          {t('next.unreadable')}
        </Link>
      )
    case 'awaiting-approval':
      return (
        <Link className={className} to="/leads">
          {t('next.awaiting-approval')}
        </Link>
      )
    default:
      return (
        <Link className={className} to={places[item.kind]}>
          {t(`next.${item.kind}`)}
        </Link>
      )
  }
}

const places = {
  unrouted: '/routing',
  silence: '/sources',
  'front-door': '/sources',
  source: '/sources',
  configuration: '/config',
} as const

function failed({ kind, destination = '', filter }: ToDo) {
  const [problem, code] = [filter['problem'], filter['code']]
  return {
    destination: [destination],
    state: [kind as 'uncertain' | 'rejected' | 'exhausted'],
    problem: problem === undefined ? undefined : [problem].flat(),
    code: typeof code === 'string' ? code : undefined,
  }
}
