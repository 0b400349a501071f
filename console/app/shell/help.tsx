import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import { Dialog } from '../../parts/dialog/dialog.tsx'
import { Toggle } from '../../parts/toggle/toggle.tsx'
import { useMe } from '../me.tsx'
import { prefer, usePreferences } from '../preferences.ts'
import styles from './help.module.css'
import { places } from './places.ts'

/** The keys, and the switch that turns single letters off. */
export function Help({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange(isOpen: boolean): void }) {
  const t = useTranslations('help')
  const shell = useTranslations('shell')
  const { letters } = usePreferences()
  const { acts } = useMe()
  const groups: [title: string, keys: [keys: string, what: string][]][] = [
    [
      t('go'),
      [
        ['/', t('search')],
        ['Ctrl K, ⌘ K', t('goTo')],
        ...places.map(({ key, name }): [string, string] => [`g ${key}`, shell(name)]),
        ['[ ]', t('steps')],
        ['Esc', t('close')],
      ],
    ],
    [
      t('lists'),
      [
        ['↑ ↓ j k', t('rows')],
        ['Enter', t('open')],
        ['Ctrl Enter', t('openAside')],
        ['x', t('choose')],
        ['Shift x', t('range')],
        ['*', t('all')],
      ],
    ],
    [
      t('acts'),
      [
        ['r', t('replay')],
        ['l', t('lookUp')],
        ['s', t('settle')],
        ['c', t('check')],
        ['h', t('hold')],
        ['u', t('undo')],
        ['Ctrl Enter', t('confirm')],
      ],
    ],
    [
      t('rest'),
      [
        ['.', t('link')],
        ['i', t('id')],
        ['t', t('theme')],
        ['?', t('help')],
      ],
    ],
  ]
  return (
    <Dialog title={t('title')} isOpen={isOpen} onOpenChange={onOpenChange}>
      {groups
        .filter(([title]) => acts || title !== t('acts'))
        .map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
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
          </section>
        ))}
      <Toggle isOn={letters} onChange={(on) => prefer({ letters: on })}>
        {t('letters')}
      </Toggle>
    </Dialog>
  )
}
