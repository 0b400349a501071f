import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Count } from '../../parts/count/count.tsx'
import { Moment } from '../../parts/moment/moment.tsx'

export type ToDo = Answer<'get /overview'>['first'][number]

/** What stands still, in one sentence. */
export function Sentence({ item }: { item: ToDo }) {
  const t = useTranslations('toDo')
  const { count = 0, destination = '', source = '', channel = '', offer = '', setting = '', usually = 0 } = item
  const at = item.at ?? item.since
  return t.rich(keyOf(item), {
    ...{ count, destination, source, channel, offer, setting, usually },
    n: () => <Count of={count} />,
    at: () => (at ? <Moment at={at} mayBeAhead={item.kind === 'expiry'} /> : null),
  })
}

function keyOf({ kind, at, since, destination, offer }: ToDo) {
  if (kind === 'silence' && destination) return 'silence-of-destination'
  if (kind === 'silence' && offer) return 'silence-of-offer'
  if (at ?? since) return kind
  return kind === 'silence' ? 'silence-ever' : kind === 'source' ? 'source-ever' : kind
}
