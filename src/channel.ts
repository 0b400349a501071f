/**
 * The contract between the hub and a channel, where people are told things: alerts, digests, reports. A channel is a plain
 * value, like a connector: first its facts, then its functions. The hub hands everything from outside to `open`. A channel
 * classifies failures and never decides whether to retry. channels/README.md tells what each channel does. Every channel
 * passes test/channels/conformance.ts.
 */
import type { z } from 'zod'
import type { Problem, Receipt, Tools } from './connector.ts'

export interface Channel<S extends z.ZodObject = z.ZodObject> {
  /** The value of `type:` under `channels:` in config.yaml; also the folder's name. */
  readonly type: string
  /** The name that operators see: "Microsoft Teams". */
  readonly label: string
  /** One sentence that tells what the channel sends, and where. */
  readonly summary: string
  /** The settings of one channel, a `z.strictObject`. Every key has `.meta({ title, help })`, a secret also `secret: true`. */
  readonly settings: S
  /** The catalogue of documented problems, in the vendor's words, with their remedies; as for connectors. */
  readonly problems: readonly Problem[]
  /** `false`: one message for each alert (PagerDuty). Otherwise what happens within a minute is one message. */
  readonly groups: boolean
  /** Pure and cheap: no I/O, no timer. @param tools `destination` is the channel's id in config.yaml. */
  open(settings: z.output<S>, tools: Tools): OpenChannel
}

export interface OpenChannel {
  /**
   * One attempt. Resolves with proof; throws DeliveryError; never retries. A message over the vendor's limits is cut, and
   * a note of the receipt tells it. The hub repeats an uncertain message under the same id.
   */
  tell(message: Message): Promise<Receipt>
  /** Proves address and credentials without telling anybody. Throws the same errors as `tell`. */
  check?(signal: AbortSignal): Promise<void>
  close?(): Promise<void>
}

/** No personal data. */
export interface Message {
  /** UUIDv7. The idempotency key: the same on every attempt. */
  readonly id: string
  readonly kind: 'alert' | 'digest' | 'contact' | 'proof' | 'report' | 'test'
  /** When the message was decided; the date of a mail on every attempt. */
  readonly at: Date
  readonly subject: string
  /** Plain text, always. */
  readonly text: string
  /** The same as HTML, for mail. */
  readonly html?: string | undefined
  /** Recipients of a mail; otherwise the recipients of the channel's settings. */
  readonly to?: readonly string[] | undefined
  /** Id of an earlier message of the same thread. */
  readonly inReplyTo?: string | undefined
  /** So many alerts that `text`, which has the counts and names ten, is shown in place of each. */
  readonly brief?: boolean | undefined
  /** Critical. */
  readonly important?: boolean | undefined
  /** Page of the console. */
  readonly link?: string | undefined
  /** What happened; empty for other kinds. */
  readonly alerts: readonly AlertNews[]
  /** Aborts at the deadline and at shutdown. */
  readonly signal: AbortSignal
}

export interface AlertNews {
  readonly type: 'alert.opened' | 'alert.closed' | 'alert.reminder' | 'alert.acknowledged'
  /** `held:crm-eu`: the same from the opening of an alert to its end. */
  readonly key: string
  /** `held` */
  readonly kind: string
  readonly severity: 'critical' | 'warning' | 'info'
  /** `crm-eu` */
  readonly subject: string
  readonly since: Date
  /** The same in the zone of the texts: `29 Nov 10:42 (+01:00)`. */
  readonly sinceText?: string | undefined
  /** `Held: crm-eu. 12 leads wait` */
  readonly headline: string
  /** What happened, and what to do. */
  readonly text: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly link?: string | undefined
}
