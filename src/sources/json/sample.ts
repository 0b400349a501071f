/** Reads a sample body like a real body, so that a mapping that finds nothing is reported before leads arrive. */
import type { z } from 'zod'
import { readFlat } from '../../lead/flat.ts'
import { type JsonMap, openJsonReader } from '../../lead/json.ts'

interface Sampled extends JsonMap {
  sample?: unknown
}

const arrival = { id: '00000000-0000-7000-8000-000000000000', received: new Date(0), endpoint: 'sample' }

export function checkSample({ sample, ...map }: Sampled, context: z.core.$RefinementCtx): void {
  if (sample === undefined) return
  for (const [path, message] of problemsOf(sample, map)) context.addIssue({ code: 'custom', path, message })
}

function problemsOf(sample: unknown, map: JsonMap): [path: string[], message: string][] {
  const body = bodyOf(sample)
  if (body === undefined) return [[['sample'], 'is not JSON']]
  const reader = openJsonReader(map)
  const parts = reader.parts(body)
  if (!parts?.length) return [[['list'], parts ? 'finds an empty list in the sample' : 'finds no list in the sample']]

  const flats = parts.map(reader.flat)
  const blank = Object.keys(map.fields).filter((path) => flats.every((flat) => !flat[path]))
  const holdsLead = flats.some((flat) => readFlat(flat, arrival, body))
  const none = 'holds no lead: neither e-mail address nor phone number, last name or company was found in it'
  return [
    ...blank.map((path): [string[], string] => [
      ['fields', path],
      'finds no text in the sample; fix the expression, or add the text to the sample',
    ]),
    ...(holdsLead ? [] : [[['sample'], none] satisfies [string[], string]]),
  ]
}

function bodyOf(sample: unknown): unknown {
  if (typeof sample !== 'string') return sample
  try {
    return JSON.parse(sample)
  } catch {
    return undefined
  }
}
