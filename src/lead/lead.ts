/**
 * A lead as normalised: what routes match on and templates read. Every text is present; blank means the sender gave none.
 * This is the object that LiquidJS templates in config.yaml see.
 */
export interface Lead {
  /** UUIDv7, given at intake. */
  readonly id: string
  /** ISO 8601, UTC: when it was put on disk. */
  readonly received: string
  /** ISO 8601, UTC: when the sender says it was made (a test lead's ticks, a table's CreatedTime); blank when unknown. */
  readonly sent: string
  readonly source: LeadSource
  readonly action: LeadAction
  readonly offer: Offer
  readonly person: Person
  readonly description: string
  /** Query parameters of the listing's URL (`mktcmpid`, `partnerid`…), or those of the form. */
  readonly campaign: Readonly<Record<string, string>>
  /** `MSFT_TEST_` stands in some field. */
  readonly test: boolean
  /** The sender's object as parsed. */
  readonly raw: unknown
}

export interface LeadSource {
  /** The id under `sources:` in config.yaml. */
  readonly endpoint: string
  /** `AzureMarketplace`, `AzurePortal`, `SPZA`, `TestDrive`, or whatever the sender wrote. */
  readonly code: string
  readonly label: string
  /** `LeadSource` as it was received. */
  readonly text: string
}

export interface LeadAction {
  /** `INS`, `PLT`, `DNC`, `Create`, `StartTestDrive`, or whatever the sender wrote. */
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
