/**
 * A normalised lead, which routes match and the LiquidJS templates of config.yaml read. Every text is present; a blank
 * text means that the sender gave none.
 */
export interface Lead {
  /** UUIDv7, assigned on arrival. */
  readonly id: string
  /** ISO 8601, UTC: when the lead was stored. */
  readonly received: string
  /** ISO 8601, UTC: the sender's own time (a test lead's ticks, a table's CreatedTime); blank when unknown. */
  readonly sent: string
  readonly source: LeadSource
  readonly action: LeadAction
  readonly offer: Offer
  readonly person: Person
  readonly description: string
  /** Query parameters of the listing's URL (`mktcmpid`, `partnerid`…), or of the form. */
  readonly campaign: Readonly<Record<string, string>>
  /** Whether a field holds `MSFT_TEST_`. */
  readonly test: boolean
  /** The parsed object of the sender. */
  readonly raw: unknown
}

export interface LeadSource {
  /** The id under `sources:` in config.yaml. */
  readonly endpoint: string
  /** `AzureMarketplace`, `AzurePortal`, `SPZA`, `TestDrive`, or any other text of the sender. */
  readonly code: string
  readonly label: string
  /** `LeadSource` as received. */
  readonly text: string
}

export interface LeadAction {
  /** `INS`, `PLT`, `DNC`, `Create`, `StartTestDrive`, or any other text of the sender. */
  readonly code: string
  readonly label: string
  readonly stage: FunnelStage
}

export const funnelStages = ['interest', 'trial', 'active', 'do-not-contact', 'unknown'] as const
export type FunnelStage = (typeof funnelStages)[number]

export interface Offer {
  /** `publisher.offer`; blank when only a title is known. */
  readonly id: string
  readonly publisher: string
  readonly name: string
  readonly title: string
}

export interface Person {
  readonly firstName: string
  readonly lastName: string
  /** First and last name together. */
  readonly name: string
  /** Trimmed, the domain in lower case. */
  readonly email: string
  readonly emailDomain: string
  readonly phone: { readonly raw: string; readonly e164: string }
  readonly country: { readonly raw: string; readonly alpha2: string; readonly alpha3: string; readonly name: string }
  readonly company: string
  readonly title: string
}
