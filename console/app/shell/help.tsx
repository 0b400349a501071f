import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import { Dialog } from '../../parts/dialog/dialog.tsx'
import { Toggle } from '../../parts/toggle/toggle.tsx'
import { prefer, usePreferences } from '../preferences.ts'
import styles from './help.module.css'
import { places } from './places.ts'

/** The keys, and the switch that turns single letters off. */
export function Help({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange(isOpen: boolean): void }) {
  const t = useTranslations('help')
  const shell = useTranslations('shell')
  const { letters } = usePreferences()
  const keys: [keys: string, what: string][] = [
    ['/', t('search')],
    ...places.map(({ key, name }): [string, string] => [`g ${key}`, shell(name)]),
    ['↑ ↓ j k', t('rows')],
    ['Enter', t('open')],
    ['Esc', t('close')],
    ['Ctrl Enter', t('confirm')],
    ['t', t('theme')],
    ['?', t('help')],
  ]
  return (
    <Dialog title={t('title')} isOpen={isOpen} onOpenChange={onOpenChange}>
      <dl className={styles['keys']}>
        {keys.map(([key, what]) => (
          <Fragment key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
      <Toggle isOn={letters} onChange={(on) => prefer({ letters: on })}>
        {t('letters')}
      </Toggle>
    </Dialog>
  )
}
