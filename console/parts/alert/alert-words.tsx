import { useTranslations } from 'use-intl'
import { type AlertFacts, numberOf, saidOf, textOf } from './alert.ts'

/** What is the matter, in one sentence; that it is over, while the alert is not closed yet. */
export function AlertSentence({ of }: { of: AlertFacts }) {
  const t = useTranslations('alerts')
  if (!of.endedAt || of.closedAt) return <Matter of={of} />
  return t.rich('overNow', { was: () => <Matter of={of} /> })
}

function Matter({ of: { kind, subject, detail, headline } }: { of: AlertFacts }) {
  const t = useTranslations('alertSays')
  const said = saidOf({ kind, detail }) as 'held'
  // The hub's own words are English.
  if (!t.has(said)) return <span lang="en">{headline}</span>
  const count = (key: string) => numberOf(detail, key)
  const text = (key: string) => textOf(detail, key)
  return t(said, {
    ...{ subject, waiting: count('waiting'), count: count('count'), expected: Math.round(count('expected')) },
    ...{ rejected: count('rejected'), uncertain: count('uncertain'), exhausted: count('exhausted') },
    ...{ days: count('days'), percent: count('percent'), gigabytes: count('gigabytes') },
    ...{ refused: count('refused'), all: count('all'), usual: count('usual'), most: count('most') },
    ...{ missing: count('missing'), odd: count('odd'), by: text('by'), day: text('day') },
    ...{ setting: text('setting'), destination: text('destination') },
  })
}

/** What to do. */
export function AlertHelp({ of: { kind, detail } }: { of: AlertFacts }) {
  const t = useTranslations('alertHelps')
  const said = saidOf({ kind, detail }) as 'held'
  return t.has(said) ? <p>{t(said)}</p> : null
}

/** The name of its kind. */
export function useAlertName(): (kind: string) => string {
  const t = useTranslations('alertNames')
  return (kind) => (t.has(kind as 'held') ? t(kind as 'held') : kind)
}
