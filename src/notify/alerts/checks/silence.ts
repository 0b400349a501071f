import { silenceFindings } from '../../silence/snapshot.ts'
import { check } from '../check.ts'

/** Sources, offers and destinations whose leads stay away, and broken ways in. */
export const silences = check({
  kinds: ['silent', 'front-door'],
  find: ({ silence }) => silenceFindings(silence),
})
