import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../moment/moment.tsx'
import { Mark, type Tone } from '../state/mark.tsx'
import { useLeadsWords } from './use-leads-words.ts'

export type Standing = Answer<'get /silence'>['items'][number]

const shapes = {
  silent: ['▲', 'held'],
  usual: ['✓', 'delivered'],
  learning: ['◌', 'soft'],
  off: ['–', 'soft'],
} as const satisfies Record<string, readonly [string, Tone]>

/** Whether it is silent, with a shape and a word. */
export function SilenceState({ of: { silent, by } }: { of: Standing }) {
  const t = useTranslations('silence')
  const name = silent ? 'silent' : by === 'learning' || by === 'off' ? by : 'usual'
  const [shape, tone] = shapes[name]
  return (
    <Mark shape={shape} tone={tone}>
      {t(name)}
    </Mark>
  )
}

/** Since when it is quiet, what such a time usually brings, and from where on it is a silence. */
export function SilenceWords({ of }: { of: Standing }) {
  const t = useTranslations('silence')
  const leads = useLeadsWords()
  const { by, since, expected, limit, perDay, silent, unjudged } = of
  return (
    <>
      <p>
        <SilenceState of={of} />
        {' · '}
        {since ? t.rich('quiet', { at: () => <Moment at={since} /> }) : t('neverCame')}
        {perDay > 0 && <> · {t('perDay', { leads: leads(perDay) })}</>}
      </p>
      {by === 'model' && <p>{t('expected', { expected: leads(expected), limit: leads(limit) })}</p>}
      {by === 'hand' && <p>{t(silent || expected > limit ? 'handSilent' : 'handUsual')}</p>}
      {by === 'learning' && <p className="soft">{t('learningWhy')}</p>}
      {by === 'off' && <p className="soft">{t('offWhy')}</p>}
      {unjudged && <p>{t(`unjudged.${unjudged}`)}</p>}
    </>
  )
}
