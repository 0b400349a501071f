import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import { Page } from '../../parts/page/page.tsx'
import { AlertKinds } from './alert-kinds.tsx'
import { AlertLists } from './alert-lists.tsx'
import { Channels } from './channels.tsx'
import { Messages } from './messages.tsx'

const route = getRouteApi('/alerts')

/** What people should know, who was told, and whether telling works. */
export function AlertsPage() {
  return (
    <LaterTexts of="alerts">
      <Alerts />
    </LaterTexts>
  )
}

function Alerts() {
  const t = useTranslations('alerts')
  const { of } = route.useSearch()
  return (
    <Page title={t(of ?? 'title')}>
      <AlertKinds />
      {of === 'messages' ? (
        <>
          <Channels />
          <Messages />
        </>
      ) : (
        <AlertLists />
      )}
    </Page>
  )
}
