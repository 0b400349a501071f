import type { Config } from '../../config/config.ts'
import { policyOf } from '../alerts/policy.ts'
import type { ComposeOptions } from './compose.ts'

/** What of the configuration the texts of messages need. */
export function composeOptions({ listen, alerts, connectors, channels }: Config): ComposeOptions {
  const kinds = [...connectors, ...[...channels.values()].map(({ channel }) => channel)]
  return {
    zone: alerts.zone,
    console: listen.publicUrl?.replace(/\/+$/, ''),
    settle: (kind) => policyOf(alerts, kind).settle,
    problem(_, id) {
      const entry = kinds.flatMap(({ problems }) => problems).find((one) => one.id === id)
      if (!entry) return undefined
      const { wording, cause, remedy, onlyByLead } = entry
      return { wording, cause, remedy, onlyByLead }
    },
  }
}
