/** Where the hub's time goes: a CPU profile's own time, by file of ours, by package, by part of Node. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Section } from './report.ts'

interface Profile {
  nodes: { id: number; callFrame: { url: string; functionName: string }; children?: number[] }[]
  samples: number[]
  timeDeltas: number[]
}

const root = fileURLToPath(new URL('..', import.meta.url))
const shown = 16

export function profileSection(name: string, text: string): Section {
  const { busy, shares } = summarise(JSON.parse(text) as Profile)
  const rows = shares.slice(0, shown).map(([where, share]) => [where, `${(share * 100).toFixed(1)} %`])
  const rest = shares.slice(shown).reduce((sum, [, share]) => sum + share, 0)
  return {
    name,
    about: `CPU profile of the hub's main thread, own time as a share of the time it worked (${Math.round(busy * 100)} % of the time that passed).`,
    head: ['where', 'share'],
    rows: [...rows, ['all others', `${(rest * 100).toFixed(1)} %`]],
  }
}

function summarise({ nodes, samples, timeDeltas }: Profile): { busy: number; shares: [string, number][] } {
  const place = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]))
  const own = new Map<string, number>()
  samples.forEach((id, at) => {
    const where = place.get(id) ?? '?'
    own.set(where, (own.get(where) ?? 0) + (timeDeltas[at] ?? 0))
  })
  const all = [...own.values()].reduce((sum, time) => sum + time, 0)
  own.delete('(idle)')
  const busy = [...own.values()].reduce((sum, time) => sum + time, 0)
  const shares = [...own].map(([where, time]): [string, number] => [where, time / busy])
  return { busy: busy / all, shares: shares.sort((a, b) => b[1] - a[1]) }
}

function placeOf({ url, functionName }: Profile['nodes'][number]['callFrame']): string {
  // Functions without a file are V8's and the kernel's: writev, (garbage collector), (program), (idle).
  if (url === '') return functionName.startsWith('(') ? functionName : `native ${functionName || 'code'}`
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/')
  const file = url.startsWith('file:') ? fileURLToPath(url) : url
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]
  return inPackage ?? path.relative(root, file)
}
