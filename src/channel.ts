/** The contract between the hub and a channel, where people are told things: alerts, digests, reports. */
import type { z } from 'zod'
import type { Problem, Receipt, Tools } from './connector.ts'

export interface Channel<S extends z.ZodObject = z.ZodObject> {
  readonly type: string
  readonly label: string
  readonly summary: string
  readonly settings: S
  /** The catalogue, as for connectors. */
  readonly problems: readonly Problem[]
  /** `false`: one message for each alert (PagerDuty). Otherwise what happens within a minute is one message. */
  readonly groups: boolean
  open(settings: z.output<S>, tools: Tools): OpenChannel
}

export interface OpenChannel {
  /** One attempt. Resolves with proof; throws DeliveryError; never retries. */
  tell(message: Message): Promise<Receipt>
  check?(signal: AbortSignal): Promise<void>
  close?(): Promise<void>
}

/** No personal data. */
export interface Message {
  /** UUIDv7. The idempotency key: the same on every attempt. */
  readonly id: string
  readonly kind: 'alert' | 'digest' | 'contact' | 'proof' | 'report' | 'test'
  readonly at: Date
  readonly subject: string
  /** Plain text, always. */
  readonly text: string
  /** For mail. */
  readonly html?: string | undefined
  /** Recipients of a mail; otherwise those of the channel's settings. */
  readonly to?: readonly string[] | undefined
  /** Id of an earlier message of the same thread. */
  readonly inReplyTo?: string | undefined
  /** Critical. */
  readonly important?: boolean | undefined
  /** Page of the console. */
  readonly link?: string | undefined
  /** What happened; empty for other kinds. */
  readonly alerts: readonly AlertNews[]
  readonly signal: AbortSignal
}

export interface AlertNews {
  readonly type: 'alert.opened' | 'alert.closed' | 'alert.reminder' | 'alert.acknowledged'
  /** `held:crm-eu` */
  readonly key: string
  /** `held` */
  readonly kind: string
  readonly severity: 'critical' | 'warning' | 'info'
  /** `crm-eu` */
  readonly subject: string
  readonly since: Date
  /** `Held: crm-eu. 12 leads wait` */
  readonly headline: string
  /** What happened, what to do. */
  readonly text: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly link?: string | undefined
}
