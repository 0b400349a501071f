import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Page } from '../../parts/page/page.tsx'

export function NotFoundPage() {
  const t = useTranslations('notFound')
  return (
    <Page title={t('title')}>
      <p>{t('detail')}</p>
      <p>
        <Link to="/">{t('back')}</Link>
      </p>
    </Page>
  )
}
