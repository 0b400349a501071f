import type { Tools } from '../../src/connector.ts'
import { transient } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'

const warnAt = 0.9
const lookAgain = 15 * 60_000

/**
 * Reads `Sforce-Limit-Info: api-usage=1096/5000` off every reply: the calls of the whole org in the last 24 hours.
 * developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
 */
export function openApiUse(share: number, { log, now, destination }: Tools) {
  let last: { used: number; limit: number; at: number } | undefined
  let warned = false

  return {
    note({ headers }: HttpReply): void {
      const [, used, limit] = /(?:^|[\s,;])api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? []
      if (!used || !Number(limit)) return
      last = { used: Number(used), limit: Number(limit), at: now().getTime() }
      const high = last.used / last.limit >= warnAt
      if (high && !warned)
        log.warn({ destination, used: last.used, limit: last.limit }, 'Salesforce API calls are running out')
      warned = high
    },
    /** The limit rolls: relief comes by the hour and is seen only by asking, so one delivery asks every 15 minutes. */
    pace(): void {
      if (!last || last.used / last.limit < share) return
      const until = last.at + lookAgain
      if (until <= now().getTime()) return
      const message = `The org has used ${last.used} of its ${last.limit} API calls of 24 hours; the rest is left to others`
      throw transient({ code: 'API_SHARE_USED', everyLead: true, retryAt: new Date(until), message, problem })
    },
  }
}

const problem = 'salesforce-request-limit'
