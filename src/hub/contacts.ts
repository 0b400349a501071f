/**
 * Has contacts told of new leads: soon after a lead was routed, and what another process left undone at intervals. Has
 * the report written when it is due.
 */
import type { DeliveryContext, QueuePort } from '../delivery/context.ts'
import { enterContactsOf, tellContacts } from '../notify/contacts/tell.ts'
import { composeOptions } from '../notify/messages/options.ts'
import { enterReportOf, tellReport } from '../notify/report/tell.ts'
import type { LivePlan } from './plan.ts'

export interface Contacts {
  /** Enters the contacts and the report of the plan into the ledger: at the start, and after a reload. */
  enter(): Promise<void>
  /** Leads were routed. */
  soon(): void
  /** The ledger took a heartbeat of this worker. What is due then is not waited for. */
  beat(eldest: boolean): void
  stop(): void
}

/** Milliseconds: leads that come together share a mail. */
const soonAfter = 500
const everyMs = 30_000

export function openContacts({
  db,
  queue,
  plan,
  onFailure,
}: Pick<DeliveryContext, 'db'> & { queue: QueuePort; plan(): LivePlan; onFailure(error: unknown): void }): Contacts {
  let telling = false
  let [nextAt, timer] = [Number.NEGATIVE_INFINITY, undefined as NodeJS.Timeout | undefined]

  const options = () => {
    const { config } = plan()
    return { db, contacts: config.contacts, report: config.report, console: composeOptions(config).console }
  }

  async function tell(): Promise<void> {
    if ((await tellContacts(options())) > 0) await queue.messages()
  }

  async function tellAll(): Promise<void> {
    await tell()
    if (await tellReport(options())) await queue.messages()
  }

  return {
    async enter() {
      await enterContactsOf(options())
      await enterReportOf(options())
    },
    soon() {
      if (timer || !plan().config.contacts.some(({ recurrence }) => recurrence === undefined)) return
      timer = setTimeout(() => {
        timer = undefined
        void tell().catch(onFailure)
      }, soonAfter)
    },
    beat(eldest) {
      if (!eldest || telling || performance.now() < nextAt) return
      nextAt = performance.now() + everyMs
      telling = true
      void tellAll()
        .catch(onFailure)
        .finally(() => (telling = false))
    },
    stop: () => clearTimeout(timer),
  }
}
