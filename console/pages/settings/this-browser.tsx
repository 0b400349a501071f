import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { type Preferences, prefer, usePreferences } from '../../app/preferences.ts'
import choose from '../../parts/choose/choose.module.css'
import { OwnMoment } from '../../parts/moment/moment.tsx'
import { Radio } from '../../parts/radio/radio.tsx'
import { Toggle } from '../../parts/toggle/toggle.tsx'
import styles from './settings.module.css'

const own = Intl.DateTimeFormat().resolvedOptions().timeZone
const zones = [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])]

/** What a person chooses for this browser. Nothing of it is sent to the hub. */
export function ThisBrowser() {
  const t = useTranslations('settings')
  const { theme, language, zone, letters } = usePreferences()
  const id = useId()
  return (
    <div className={styles['choices']}>
      <p className="soft">{t('kept')}</p>
      <Radio<Preferences['theme']>
        label={t('theme')}
        value={theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, text: t(value) }))}
        onChange={(value) => prefer({ theme: value })}
      />
      <Radio<Preferences['language']>
        label={t('language')}
        value={language}
        options={[
          { value: 'en', text: 'English' },
          { value: 'fr', text: 'Français' },
        ]}
        onChange={(value) => prefer({ language: value })}
      />
      <div className={choose['choose']}>
        <label htmlFor={id}>
          <strong className="small">{t('zone')}</strong>
        </label>
        <select
          id={id}
          className={choose['select']}
          value={zone}
          onChange={({ target }) => prefer({ zone: target.value })}
        >
          {zones.map((one) => (
            <option key={one} value={one}>
              {one.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
        <span className="soft small">{t.rich('now', { at: () => <OwnMoment at={Date.now()} /> })}</span>
      </div>
      <div>
        <Toggle isOn={letters} onChange={(on) => prefer({ letters: on })}>
          {t('letters')}
        </Toggle>
        <p className="soft small">{t('lettersHelp')}</p>
      </div>
    </div>
  )
}
