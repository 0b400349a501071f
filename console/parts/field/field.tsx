import { Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components'
import styles from './field.module.css'

interface Props extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  label: string
  help?: string
}

/** One line of text with its label. */
export function Field({ label, help, ...props }: Props) {
  return (
    <TextField {...props} className={styles['field'] ?? ''}>
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Input className={styles['input'] ?? ''} />
      {help && (
        <Text slot="description" className="soft small">
          {help}
        </Text>
      )}
    </TextField>
  )
}
