/** Loaded into the hub's process before its own program: tells its memory, records its profile, ends with the bench. */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { setTimeout } from 'node:timers/promises'
import { answer } from './answer.ts'

export type AskHub = { memory: true } | { profile: 'start' } | { profile: 'stop'; file: string }

export interface HubMemory {
  /** Bytes, after garbage collection. */
  rss: number
  /** Bytes, the most since the process started. */
  peak: number
}

const session = new Session()
session.connect()

answer<AskHub, HubMemory | null>(async (asked) => {
  if ('memory' in asked) return memory()
  if (asked.profile === 'start') {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 500 })
    await session.post('Profiler.start')
  } else {
    const { profile } = await session.post('Profiler.stop')
    writeFileSync(asked.file, JSON.stringify(profile))
  }
  return null
})
process.channel?.unref()

async function memory(): Promise<HubMemory> {
  // What the first collection freed is given back to the system by the second.
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.()
    await setTimeout(200)
  }
  return { rss: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 }
}
