/** What is known of an arrival beside its body. */
export interface Arrival {
  id: string
  received: Date
  /** The source's id in config.yaml. */
  endpoint: string
  /** `?offer=` of the ingest URL: goes before whatever the body says. */
  offer?: string | undefined
  /** The source's `offer` in config.yaml: where neither URL nor body names one by id. */
  otherwiseOffer?: string | undefined
}
