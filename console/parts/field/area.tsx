import { Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components'
import styles from './field.module.css'

interface Props extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  label: string
  help?: string
  rows?: number
}

/** Several lines of text with their label. They are not checked for spelling, so the browser sends them nowhere. */
export function Area({ label, help, rows = 8, ...props }: Props) {
  return (
    <TextField {...props} className={styles['field'] ?? ''}>
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <TextArea className={`${styles['input']} ${styles['area']}`} rows={rows} spellCheck={false} />
      {help && (
        <Text slot="description" className="soft small">
          {help}
        </Text>
      )}
    </TextField>
  )
}
