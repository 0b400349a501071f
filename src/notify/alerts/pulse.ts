/** Calls the address of `alerts.heartbeat`: when the calls stop, the service behind it knows that the hub cannot tell anything itself. */
import type { AlertSettings } from '../../config/alerts.ts'
import type { Log } from '../../connector.ts'
import { guardAddresses } from '../../outside/address-guard.ts'
import { openHttp } from '../../outside/http.ts'

/** Milliseconds. */
const every = 60_000
const deadline = 10_000

/** @returns a function for after each successful look */
export function openPulse(settings: () => AlertSettings, log: Log): () => Promise<void> {
  let nextAt = Number.NEGATIVE_INFINITY
  return async () => {
    const { heartbeat: url, allowNetworks } = settings()
    if (!url || performance.now() < nextAt) return
    nextAt = performance.now() + every
    const http = openHttp({ guard: guardAddresses(allowNetworks), timeout: deadline, connections: 1 })
    try {
      const { status } = await http.request({ method: 'GET', url })
      if (status >= 400) log.warn({ status }, 'the address of alerts.heartbeat refused the call')
    } catch (err) {
      log.warn({ err }, 'the address of alerts.heartbeat cannot be reached')
    } finally {
      http.close()
    }
  }
}
