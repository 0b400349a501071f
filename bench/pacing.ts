/** Leads at a steady rate whether or not the receiver keeps up, spread evenly (autocannon sends a second's worth at once). */
import http from 'node:http'

export interface Steadily {
  /** Leads per second. */
  rate: number
  seconds: number
}

const tick = 5
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })

/** Resolves when the last one was sent. */
export function paced({ rate, seconds }: Steadily, send: () => void): Promise<void> {
  return new Promise((resolve) => {
    const started = performance.now()
    const total = Math.round(rate * seconds)
    let sent = 0
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate))
      for (; sent < due; sent++) send()
      if (sent < total) return
      clearInterval(timer)
      resolve()
    }, tick)
  })
}

/** @returns the status, 0 where no reply came. */
export function postLead(url: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    http
      .request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0))
      })
      .once('error', () => resolve(0))
      .end(body)
  })
}
