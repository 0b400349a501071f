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
  return (
    <>
      {t.rich(keyOf(item), {
        ...{ count, destination, source, channel, offer, setting, usually },
        n: () => <Count of={count} />,
        at: () => (at ? <Moment at={at} mayBeAhead={item.kind === 'expiry'} /> : null),
      })}
      <Tests among={item} />
    </>
  )
}

/** How many of the leads are test leads, which the figures of leads leave out. */
export function Tests({ among: { tests = 0, count = 0 } }: { among: Pick<ToDo, 'tests' | 'count'> }) {
  const t = useTranslations('toDo')
  return tests > 0 ? <> {t(tests === count ? 'onlyTests' : 'tests', { tests })}</> : null
}

function keyOf({ kind, at, since, destination, offer }: ToDo) {
  if (kind === 'silence' && destination) return 'silence-of-destination'
  if (kind === 'silence' && offer) return 'silence-of-offer'
  if (at ?? since) return kind
  return kind === 'silence' ? 'silence-ever' : kind === 'source' ? 'source-ever' : kind
}
