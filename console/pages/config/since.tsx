import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { isInstant } from '../../app/search.ts'

/** Links to what came in and what failed since a configuration came into force. @param at ISO 8601, UTC */
export function Since({ at }: { at: string }) {
  const t = useTranslations('config')
  if (!isInstant(at)) return null
  return (
    <span>
      <Link to="/leads" search={{ from: at }}>
        {t('leadsSince')}
      </Link>{' '}
      ·{' '}
      <Link to="/failed" search={{ from: at }}>
        {t('failedSince')}
      </Link>
    </span>
  )
}
