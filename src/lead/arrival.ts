/** The facts about an arrival besides its body. */
export interface Arrival {
  id: string
  received: Date
  /** The source's id in config.yaml. */
  endpoint: string
  /** `?offer=` of the ingest URL; it counts more than the offer in the body. */
  offer?: string | undefined
  /** The source's `offer` in config.yaml, for leads whose URL and body name no offer id. */
  otherwiseOffer?: string | undefined
}
