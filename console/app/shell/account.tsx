/** The menu of the person: theme, language, time zone, keys, and the way out. */
import { useNavigate } from '@tanstack/react-router'
import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import { hub } from '../../hub/client.ts'
import { queryClient } from '../../hub/queries.ts'
import { Button } from '../../parts/button/button.tsx'
import { useMe } from '../me.tsx'
import { otherTheme, prefer, usePreferences } from '../preferences.ts'
import { forgetSought } from '../sought.ts'
import styles from './account.module.css'

export function Account({ onHelp }: { onHelp(): void }) {
  const t = useTranslations('account')
  const me = useMe()
  const navigate = useNavigate()
  const preferences = usePreferences()
  const item = styles['item'] ?? ''
  async function signOut(): Promise<void> {
    await hub.call('delete /sessions/current').catch(() => undefined)
    forgetSought()
    queryClient.clear()
    location.assign('/')
  }
  return (
    <MenuTrigger>
      <Button aria-label={t('of', { name: me.name, role: t(me.role) })}>
        {me.name} <span className={styles['role']}>{t(me.role)}</span>
      </Button>
      <Popover className={styles['popover'] ?? ''} placement="bottom end">
        <Menu className={styles['menu'] ?? ''}>
          <MenuItem className={item} onAction={() => prefer({ theme: otherTheme(preferences) })}>
            {t(otherTheme(preferences) === 'dark' ? 'dark' : 'light')}
          </MenuItem>
          <MenuItem className={item} onAction={() => prefer({ theme: 'system' })}>
            {t('system')}
          </MenuItem>
          <MenuItem
            className={item}
            onAction={() => prefer({ language: preferences.language === 'en' ? 'fr' : 'en' })}
            aria-label={preferences.language === 'en' ? 'Français' : 'English'}
          >
            <span lang={preferences.language === 'en' ? 'fr' : 'en'}>
              {preferences.language === 'en' ? 'Français' : 'English'}
            </span>
          </MenuItem>
          <MenuItem className={item} onAction={() => prefer({ zone: preferences.zone === 'UTC' ? own : 'UTC' })}>
            {t('zone', { zone: preferences.zone === 'UTC' ? own : 'UTC' })}
          </MenuItem>
          <MenuItem className={item} onAction={() => void navigate({ to: '/settings' })}>
            {t('settings')}
          </MenuItem>
          <MenuItem className={item} onAction={onHelp}>
            {t('keys')}
          </MenuItem>
          <MenuItem className={item} href="/api/docs" target="_blank">
            {t('reference')}
          </MenuItem>
          <Separator className={styles['line'] ?? ''} />
          {me.session && (
            <MenuItem className={item} onAction={() => void signOut()}>
              {t('signOut')}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

const own = Intl.DateTimeFormat().resolvedOptions().timeZone
