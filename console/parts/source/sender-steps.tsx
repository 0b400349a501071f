import { useTranslations } from 'use-intl'

/** The labels are those of Partner Center. */
const steps = {
  marketplace: ['open', 'connect', 'destination', 'paste', 'contact', 'validate', 'publish'],
  'azure-table': ['open', 'connect', 'table', 'connection', 'contact', 'validate', 'publish'],
  form: ['action', 'fields', 'return'],
  json: ['post', 'map'],
} as const

/** What is entered at the sender, so that it sends its leads to the source. */
export function SenderSteps({ type }: { type: string }) {
  const t = useTranslations('sender')
  if (!isKnown(type)) return <p>{t('other', { type })}</p>
  const b = (text: React.ReactNode) => <strong>{text}</strong>
  return (
    <ol>
      {steps[type].map((step) => (
        <li key={step}>{t.rich(step, { b, code: (text) => <code>{text}</code> })}</li>
      ))}
    </ol>
  )
}

function isKnown(type: string): type is keyof typeof steps {
  return type in steps
}
