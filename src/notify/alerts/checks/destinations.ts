import { saidIn } from '../../../delivery/quote.ts'
import { withoutAddresses } from '../../../redact.ts'
import { check, type Finding } from '../check.ts'

/** A destination that is closed, by the hub or an operator. */
export const closedDestinations = check({
  kinds: ['held', 'resting'],
  find: ({ destinations, uncheckable, wordingOf }) =>
    destinations.flatMap((one): Finding[] => {
      if (!one.configured || (one.state !== 'held' && one.state !== 'resting')) return []
      const { id, connector, since, problem, code, status, heldBy, heldFor, excerpt } = one
      return [
        {
          ...{ key: `${one.state}:${id}`, kind: one.state, subject: id, since },
          ...(heldBy ? { severity: 'info' as const } : {}),
          detail: {
            ...{ connector, problem, code, status, said: saidIn(wordingOf(problem), excerpt), by: heldBy },
            ...(heldFor ? { heldFor: withoutAddresses(heldFor) } : {}),
            // The check of a far end that is down, or that refuses leads, may pass.
            byLead: one.state === 'resting' || one.forRefusals || uncheckable.has(id),
            ...{ waiting: one.state === 'held' ? one.held : one.queued + one.waiting, probeAt: one.probeAt },
          },
        },
      ]
    }),
})

/** Deliveries that go on only if a person decides. */
export const waitingForPerson = check({
  kinds: ['waiting-for-person'],
  find: ({ destinations }) =>
    destinations.flatMap((one): Finding[] => {
      const { id, rejected, uncertain, exhausted } = one
      const size = rejected + uncertain + exhausted
      if (size === 0) return []
      const detail = { count: size, rejected, uncertain, exhausted }
      return [{ key: `waiting-for-person:${id}`, kind: 'waiting-for-person', subject: id, size, detail }]
    }),
})

/** More deliveries come than go. */
export const backlog = check({
  kinds: ['backlog'],
  find: ({ destinations, queued: earlier, open }) =>
    destinations.flatMap((one): Finding[] => {
      const { id, queued } = one
      const key = `backlog:${id}`
      const before = (earlier.get(id) ?? []).slice(-looks)
      const grows = queued > opensOver && before.length === looks && before.every((count) => queued > count)
      if (!grows && !(open.has(key) && queued >= closesUnder)) return []
      return [{ key, kind: 'backlog', subject: id, size: queued, detail: { count: queued } }]
    }),
})

const opensOver = 100
const closesUnder = 50
const looks = 3
