import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { HubEvent } from '../delivery/context.ts'

export interface Metrics {
  countIngest(source: string, answer: string): void
  /** A browser refused a part of the console. */
  countPolicyReport(directive: string): void
  countFailedSignIn(reason: string): void
  tell(event: HubEvent): void
  text(): Promise<string>
  contentType: string
}

export interface Standing {
  deliveries: readonly { destination: string; state: string; count: number }[]
  destinations: readonly { id: string; state: string }[]
  leads: readonly { state: string; count: number }[]
  /** Polled tables. `succeeded`: when the table was last read to its end, in seconds since 1970. */
  polled: readonly { source: string; failing: boolean; succeeded: number | null }[]
  /** Of each series that has learnt or is set by hand: it is silent with more leads expected than the limit. */
  quiets: readonly { series: string; expected: number; limit: number }[]
  alerts: readonly { kind: string; subject: string; severity: string }[]
  /** Seconds; 0 when nothing waits. */
  oldestUndelivered: number
}

/**
 * @param standing called at every scrape: the states come from the ledger, never from the queue.
 * @param lostLines number of lost log lines since the start
 */
export function openMetrics(standing: () => Promise<Standing>, lostLines = () => 0): Metrics {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register, prefix: 'leadyard_' })
  const ingest = new Counter({
    name: 'leadyard_ingest_total',
    help: 'Requests to the ingest URLs and rows of polled tables, by source and answer',
    labelNames: ['source', 'answer'],
    registers,
  })
  const policyReports = new Counter({
    name: 'leadyard_console_policy_reports_total',
    help: 'What browsers refused on pages of the console, by directive of the Content-Security-Policy',
    labelNames: ['directive'],
    registers,
  })
  const routed = new Counter({ name: 'leadyard_routed_total', help: 'Leads routed', labelNames: ['state'], registers })
  const attempts = new Histogram({
    name: 'leadyard_attempt_seconds',
    help: 'Attempts, by destination and result (receipt outcome or failure class)',
    labelNames: ['destination', 'result'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30],
    registers,
  })
  const doubled = new Counter({
    name: 'leadyard_doubled_total',
    help: 'Deliveries whose far end may have the lead twice',
    labelNames: ['destination'],
    registers,
  })
  const signIns = new Counter({
    name: 'leadyard_sign_ins_failed_total',
    help: 'Sign-ins that failed, by reason',
    labelNames: ['reason'],
    registers,
  })
  new Counter({
    name: 'leadyard_log_lines_lost_total',
    help: 'Log lines that standard output did not take',
    registers,
    collect() {
      this.reset()
      this.inc(lostLines())
    },
  })
  const deliveries = new Gauge({
    name: 'leadyard_deliveries',
    help: 'Deliveries not delivered and not cancelled, by destination and state',
    labelNames: ['destination', 'state'],
    registers,
  })
  const leads = new Gauge({
    name: 'leadyard_leads',
    help: 'Leads not routed, by state',
    labelNames: ['state'],
    registers,
  })
  const destinations = new Gauge({
    name: 'leadyard_destination_state',
    help: '1 for the state the destination is in',
    labelNames: ['destination', 'state'],
    registers,
  })
  const oldest = new Gauge({
    name: 'leadyard_oldest_undelivered_seconds',
    help: 'Age of the oldest lead that is still to be delivered',
    registers,
  })
  const alerts = new Gauge({
    name: 'leadyard_alert',
    help: '1 while an alert is open, acknowledged or not',
    labelNames: ['kind', 'subject', 'severity'],
    registers,
  })
  const failing = new Gauge({
    name: 'leadyard_source_failing',
    help: '1 while a polled table cannot be read',
    labelNames: ['source'],
    registers,
  })
  const succeeded = new Gauge({
    name: 'leadyard_source_last_success_timestamp_seconds',
    help: 'When a polled table was last read to its end',
    labelNames: ['source'],
    registers,
  })

  const quietExpected = new Gauge({
    name: 'leadyard_quiet_expected',
    help: 'Leads that the time since the last lead usually brings, by series',
    labelNames: ['series'],
    registers,
  })
  const quietLimit = new Gauge({
    name: 'leadyard_quiet_limit',
    help: 'With more leads expected than this, the series is silent',
    labelNames: ['series'],
    registers,
  })

  return {
    contentType: register.contentType,
    countIngest: (source, answer) => ingest.inc({ source, answer }),
    countPolicyReport: (directive) => policyReports.inc({ directive }),
    countFailedSignIn: (reason) => signIns.inc({ reason }),
    tell(event) {
      if (event.kind === 'attempt')
        attempts.observe({ destination: event.destination, result: event.result }, event.tookMs / 1000)
      if (event.kind === 'doubled') doubled.inc({ destination: event.destination })
      if (event.kind === 'routed') routed.inc({ state: event.state }, event.leads)
    },
    async text() {
      const now = await standing()
      deliveries.reset()
      leads.reset()
      destinations.reset()
      failing.reset()
      alerts.reset()
      succeeded.reset()
      quietExpected.reset()
      quietLimit.reset()
      for (const { destination, state, count } of now.deliveries) deliveries.set({ destination, state }, count)
      for (const { state, count } of now.leads) leads.set({ state }, count)
      for (const { id, state } of now.destinations) destinations.set({ destination: id, state }, 1)
      for (const { kind, subject, severity } of now.alerts) alerts.set({ kind, subject, severity }, 1)
      for (const one of now.polled) {
        failing.set({ source: one.source }, Number(one.failing))
        if (one.succeeded !== null) succeeded.set({ source: one.source }, one.succeeded)
      }
      for (const { series, expected, limit } of now.quiets) {
        quietExpected.set({ series }, expected)
        quietLimit.set({ series }, limit)
      }
      oldest.set(now.oldestUndelivered)
      return register.metrics()
    },
  }
}
