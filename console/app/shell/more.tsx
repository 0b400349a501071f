import { useLocation, useRouter } from '@tanstack/react-router'
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import menu from './account.module.css'
import type { places } from './places.ts'
import styles from './shell.module.css'

/** The places that the bar has no room for. It is marked when the page is one of them. */
export function More({ rest }: { rest: (typeof places)[number][] }) {
  const t = useTranslations('shell')
  const router = useRouter()
  const [, first] = useLocation({ select: ({ pathname }) => pathname }).split('/')
  if (rest.length === 0) return null
  const here = rest.find(({ to }) => to === `/${first}`)
  return (
    <MenuTrigger>
      <Button className={`${styles['place']} ${styles['more']}`} aria-current={here ? 'page' : undefined}>
        {t('more')} <span aria-hidden="true">▾</span>
      </Button>
      <Popover className={menu['popover'] ?? ''} placement="bottom end">
        <Menu className={menu['menu'] ?? ''} aria-label={t('more')}>
          {rest.map(({ to, name }) => (
            <MenuItem
              key={to}
              className={menu['item'] ?? ''}
              aria-current={to === here?.to ? 'page' : undefined}
              onAction={() => void router.navigate({ to })}
            >
              {t(name)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
