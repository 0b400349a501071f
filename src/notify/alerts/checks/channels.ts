import { saidIn } from '../../../delivery/quote.ts'
import { check, type Finding } from '../check.ts'

/** Messages of a channel cannot be sent. Told by the other channels. */
export const failingChannels = check({
  kinds: ['channel'],
  find: ({ channels, wordingOf }) =>
    channels.flatMap(({ id, type, failing_since: since, state, code, status, problem, message }): Finding[] => {
      if (!since) return []
      const detail = { type, state, code, status, problem, said: saidIn(wordingOf(problem), message) }
      // Wrong settings do not pass by themselves.
      const soon = state === 'held' ? { after: 0 } : {}
      return [{ key: `channel:${id}`, kind: 'channel', subject: id, since, ...soon, detail }]
    }),
})
