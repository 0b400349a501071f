import { useRef, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import { Button } from '../button/button.tsx'
import field from '../field/field.module.css'
import styles from './copy.module.css'

interface Props {
  label: string
  text: string
  /** Parts of the text that stand for others, which the person has to put in. */
  replace?: string | undefined
}

/**
 * A text to take elsewhere. Browsers offer the clipboard only over HTTPS and on the own machine, so the fallback is the
 * older command, and then the selected text.
 */
export function Copy({ label, text, replace }: Props) {
  const t = useTranslations('copy')
  const input = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState<'copied' | 'selected'>()
  async function copy(): Promise<void> {
    try {
      await (navigator as { clipboard?: Clipboard }).clipboard!.writeText(text)
      setSaid('copied')
    } catch {
      input.current?.select()
      setSaid(document.execCommand('copy') ? 'copied' : 'selected')
    }
  }
  return (
    <>
      <div className={styles['copy']}>
        <TextField value={text} isReadOnly className={field['field'] ?? ''}>
          <Label className={field['label'] ?? ''}>{label}</Label>
          <Input ref={input} className={field['input'] ?? ''} onFocus={({ target }) => target.select()} />
        </TextField>
        <Button onPress={() => void copy()}>{t('copy')}</Button>
      </div>
      <p role="status" className="soft small">
        {said && t(said)}
        {said && replace && <> {t('replace', { parts: replace })}</>}
      </p>
    </>
  )
}
