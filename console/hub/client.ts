import { openClient } from '../../src/client/client.ts'
import { unattended } from './attended.ts'
import { takeEarly } from './early.ts'

export { HubProblem } from '../../src/client/client.ts'
export type { Answer, Body, Name } from '../../src/client/operations.ts'

/** The hub that served the page; the browser adds the session's cookie. */
export const hub = openClient({
  fetch: (address, given) =>
    takeEarly(String(address), given) ?? fetch(address, { ...given, headers: { ...given?.headers, ...unattended() } }),
})
