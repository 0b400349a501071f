import { useRouter } from '@tanstack/react-router'
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import menu from './account.module.css'
import { places } from './places.ts'

/** How many places a phone's bar has room for. */
const mostOnPhone = 3

/** The places that a phone's bar has no room for. */
export function More({ className }: { className: string }) {
  const t = useTranslations('shell')
  const router = useRouter()
  return (
    <MenuTrigger>
      <Button className={className}>{t('more')}</Button>
      <Popover className={menu['popover'] ?? ''} placement="top end">
        <Menu className={menu['menu'] ?? ''} aria-label={t('more')}>
          {places.slice(mostOnPhone).map(({ to, name }) => (
            <MenuItem key={to} className={menu['item'] ?? ''} onAction={() => void router.navigate({ to })}>
              {t(name)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
