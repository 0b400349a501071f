import { z } from 'zod'

const fault = z.object({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().default(''),
})

export type Fault = z.output<typeof fault>

/** Every REST reply, asset calls included. Business errors come with HTTP 200. */
const envelope = z.object({
  success: z.boolean(),
  errors: z.array(fault).nullish(),
  result: z.array(z.unknown()).nullish(),
})

export type Envelope = z.output<typeof envelope>

export function readEnvelope(text: string): Envelope | undefined {
  return envelope.safeParse(json(text)).data
}

export const record = z.object({
  id: z
    .union([z.int(), z.string().min(1)])
    .transform(String)
    .nullish(),
  status: z.string().nullish(),
  reasons: z.array(fault).nullish(),
  // push.json: `reason` in Adobe's schema, `reasons` in its sample.
  reason: fault.nullish(),
})

export type PersonRecord = z.output<typeof record>

export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
