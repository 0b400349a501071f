import { z } from 'zod'
import type { Problem } from '../../connector.ts'
import { meaningOf } from '../answer.ts'
import { jsonOf } from '../json.ts'

const flowError = z.object({ error: z.object({ code: z.string() }) })

/** `{"error":{"code":"WorkflowTriggerIsNotEnabled","message":…}}`; a code that is in no entry counts as none. */
export function flowCodeIn(text: string, problems: readonly Problem[]): string | undefined {
  const code = flowError.safeParse(jsonOf(text)).data?.error.code
  const ofFlows = problems.filter(({ id }) => /^[a-z0-9]+-flow-/.test(id))
  return code && meaningOf(ofFlows, { code }) ? code : undefined
}
