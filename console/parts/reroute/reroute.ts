import type { Body } from '../../hub/client.ts'

/** Leads that went nowhere, as `POST /reroutings` means them. */
export interface Stranded extends Pick<Body<'post /reroutings'>, 'offer' | 'source'> {
  state: ('unrouted' | 'unreadable')[]
}
