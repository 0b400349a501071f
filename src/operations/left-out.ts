/** Why an act on many leaves a delivery or a lead out: a code for programs, and words for a person. */

export const leftOutCodes = [
  ...['gone', 'removed', 'changed', 'sending', 'queued', 'delivered', 'cancelled', 'uncertain'],
  ...['not-uncertain', 'not-named', 'no-look-up', 'open', 'paused', 'closed-since', 'came-since', 'approved', 'erased'],
] as const

export interface LeftOut {
  /**
   * `gone`: the destination left the configuration, or the lead was erased. `not-named`: an act takes deliveries in this
   * state only if the filter names it. `came-since`: it is not counted, and a release lets it go all the same.
   */
  code: (typeof leftOutCodes)[number]
  why: string
}

export const gone: LeftOut = {
  code: 'gone',
  why: 'its destination left the configuration, or its lead was erased',
}

export const changed: LeftOut = { code: 'changed', why: 'its state changed after the preview' }

export const sending: LeftOut = { code: 'sending', why: 'it is being sent' }
