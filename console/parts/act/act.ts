import type { Answer } from '../../hub/client.ts'

/** An entry of the audit. */
export type Act = Answer<'get /audit'>['items'][number]
