import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Count } from '../../parts/count/count.tsx'
import { Moment } from '../../parts/moment/moment.tsx'

export type ToDo = Answer<'get /overview'>['first'][number]

/** What stands still, in one sentence. */
export function Sentence({ item }: { item: ToDo }) {
  const t = useTranslations('toDo')
  const { kind, count = 0, destination = '', source = '', setting = '', usually = 0 } = item
  const at = item.at ?? item.since
  return t.rich(at ? kind : kind === 'silence' ? 'silence-ever' : kind === 'source' ? 'source-ever' : kind, {
    ...{ count, destination, source, setting, usually },
    n: () => <Count of={count} />,
    at: () => (at ? <Moment at={at} /> : null),
  })
}
