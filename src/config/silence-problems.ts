/** Problems of `silence:` beyond its shape. */
import { sources } from '../sources/index.ts'
import { asRecord } from './as-record.ts'
import { nearest } from './nearest.ts'
import { type ConfigProblem, joinPath } from './problems.ts'

/** Reads the unchecked file, so that these problems are reported whatever else is wrong. */
export function silenceProblems(file: Record<string, unknown>): ConfigProblem[] {
  const silence = asRecord(file['silence'])
  const named = (part: string, of: string, what: string) => {
    const known = Object.keys(asRecord(file[of]))
    return Object.keys(asRecord(silence[part]))
      .filter((id) => !known.includes(id))
      .map((id) => ({
        path: joinPath('silence', [part, id]),
        message: `no ${what} is named ${id}`,
        hint: nearest(id, known),
      }))
  }
  return [
    ...named('sources', 'sources', 'source'),
    ...named('destinations', 'destinations', 'destination'),
    ...named('canary', 'sources', 'source'),
    ...canaryProblems(file, asRecord(silence['canary'])),
  ]
}

function canaryProblems(file: Record<string, unknown>, canaries: Record<string, unknown>): ConfigProblem[] {
  const hasAddress = asRecord(file['listen'])['publicUrl'] !== undefined
  return Object.entries(canaries).flatMap(([id, canary]) => {
    const path = joinPath('silence.canary', [id])
    // Its shape is told by the schema.
    if (typeof canary !== 'object' || canary === null) return []
    const type = asRecord(asRecord(file['sources'])[id])['type']
    const source = sources.find((one) => one.type === type)
    if (source && !('testPost' in source)) {
      return [{ path, message: `a source of type ${source.type} gets no posts that the hub could make up` }]
    }
    if (hasAddress || asRecord(canary)['url'] !== undefined) return []
    return [{ path: `${path}.url`, message: 'is required while listen.publicUrl is not set' }]
  })
}
