/** Keeps what leaves the page or stays in the browser: addresses, titles, events, storage. */
import { expect } from 'vitest'
import type { Visitor } from '../browser.ts'
import type { Day, Person } from './day.ts'

export interface Witness {
  addresses: string[]
  titles: string[]
  /** The data of `/api/changes`. */
  events: string[]
}

export async function watch({ context, page }: Visitor): Promise<Witness> {
  const witness: Witness = { addresses: [], titles: [], events: [] }
  context.on('request', (request) => witness.addresses.push(request.url()))
  page.on('framenavigated', (frame) => witness.addresses.push(frame.url()))
  await context.exposeFunction('tellTitle', (title: string) => void witness.titles.push(title))
  await context.addInitScript(() => {
    const { tellTitle } = globalThis as unknown as { tellTitle(title: string): void }
    let last = ''
    const look = () => {
      if (document.title === last) return
      last = document.title
      tellTitle(last)
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
  })
  const devtools = await context.newCDPSession(page)
  devtools.on('Network.eventSourceMessageReceived', ({ data }) => witness.events.push(data))
  await devtools.send('Network.enable')
  return witness
}

/** The walk broke no policy, asked no other host and wrote no error, and no person stands where none may stand. */
export async function expectClean(day: Day, visitors: readonly (Visitor & { witness: Witness })[]): Promise<void> {
  for (const { page, offences, witness } of visitors) {
    expect(offences).toEqual([])
    const storage = await page.evaluate(() => JSON.stringify({ ...localStorage }))
    expect(witness.titles.length).toBeGreaterThan(0)
    expect(personsIn(day.people, [...witness.addresses.map(plain), ...witness.titles, storage])).toEqual([])
    expect(personsIn(day.people, witness.events)).toEqual([])
  }
  expect(visitors.flatMap(({ witness }) => witness.events).length).toBeGreaterThan(0)
  expect(day.people.length).toBeGreaterThan(0)
  expect(personsIn(day.people, day.hub().lines)).toEqual([])
  const metrics = await (await fetch(`${day.url}/metrics`)).text()
  expect(metrics).toContain('leadyard_leads')
  expect(metrics.match(/^leadyard_console_policy_reports_total\{.*$/gm) ?? []).toEqual([])
}

/** The texts that name somebody. */
function personsIn(people: readonly Person[], texts: readonly string[]): string[] {
  const words = new Set(
    people.flatMap(({ lastName, email, phone }) => [lastName, email, phone].map((word) => word.toLowerCase())),
  )
  return texts.filter((text) => [...words].some((word) => text.toLowerCase().includes(word)))
}

function plain(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
