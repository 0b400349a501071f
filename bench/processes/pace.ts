/** Leads at a steady rate whether or not the hub keeps up, spread evenly (autocannon sends a second's worth at once). */
import http from 'node:http'
import { leadBody } from '../lead-body.ts'
import { answer } from './answer.ts'

export interface Pace {
  url: string
  /** Leads per second. */
  rate: number
  seconds: number
}

export interface Paced {
  sent: number
  accepted: number
}

const tick = 5
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })

answer<Pace, Paced>(
  ({ url, rate, seconds }) =>
    new Promise((resolve) => {
      const started = performance.now()
      let [sent, answered, accepted] = [0, 0, 0]
      const total = Math.round(rate * seconds)
      const timer = setInterval(() => {
        const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate))
        for (; sent < due; sent++) post(url, done)
        if (sent === total) clearInterval(timer)
      }, tick)
      function done(status: number): void {
        if (status === 202) accepted++
        if (++answered === total) resolve({ sent, accepted })
      }
    }),
)

function post(url: string, done: (status: number) => void): void {
  const body = leadBody()
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  http
    .request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => done(response.statusCode ?? 0))
    })
    .once('error', () => done(0))
    .end(body)
}
