import { useEffect, useState } from 'react'
import { Input, Label, SearchField, Text } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import { searchAppeared, searchField, wantsSearch } from '../../app/shell/search-field.ts'
import field from '../../parts/field/field.module.css'

/** Milliseconds without a key before the hub is asked. */
const pause = 250

export function SearchBox({ text, onChange }: { text: string; onChange(text: string): void }) {
  const t = useTranslations('leads')
  const [typed, setTyped] = useState(text)
  const [focuses] = useState(wantsSearch)
  useEffect(searchAppeared, [])
  useEffect(() => {
    if (typed.trim() === text) return
    const timer = setTimeout(() => onChange(typed.trim()), pause)
    return () => clearTimeout(timer)
  }, [typed, text, onChange])
  return (
    <SearchField
      value={typed}
      onChange={setTyped}
      className={field['field'] ?? ''}
      autoComplete="off"
      autoFocus={focuses}
    >
      <Label className={field['label'] ?? ''}>{t('search')}</Label>
      <Input id={searchField} className={field['input'] ?? ''} spellCheck={false} />
      <Text slot="description" className="soft small">
        {t('searchHelp')}
      </Text>
    </SearchField>
  )
}
