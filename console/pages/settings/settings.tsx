import { useTranslations } from 'use-intl'
import { Page, Section } from '../../parts/page/page.tsx'
import { Sessions } from './sessions.tsx'
import { ThisBrowser } from './this-browser.tsx'
import { You } from './you.tsx'

/** Who is signed in here, how the console looks in this browser, and all sessions. */
export function SettingsPage() {
  const t = useTranslations('settings')
  return (
    <Page title={t('title')}>
      <Section title={t('you')}>
        <You />
      </Section>
      <Section title={t('browser')}>
        <ThisBrowser />
      </Section>
      <Section title={t('sessions')}>
        <Sessions />
      </Section>
    </Page>
  )
}
