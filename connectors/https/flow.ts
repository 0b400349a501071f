/** Power Automate flows and Azure Logic Apps, known by their addresses and codes. */
import { z } from 'zod'
import type { FailureClass } from '../../src/failure.ts'

/** A flow by its address since 2025: `https://{env}.environment.api.powerplatform.com/powerautomate/…` */
export function isFlow({ hostname }: URL): boolean {
  return hostname.endsWith('.api.powerplatform.com')
}

/** Azure Logic Apps still live there; flows of Power Automate stopped there on 30 November 2025. */
export function isFormerFlow({ hostname, pathname }: URL): boolean {
  return hostname.endsWith('.logic.azure.com') && pathname.includes('/workflows/')
}

const errorShape = z.object({ error: z.object({ code: z.string().regex(/^\w{3,80}$/) }) })

/** `{"error":{"code":"WorkflowTriggerIsNotEnabled","message":…}}` */
export function flowCode(text: string): string | undefined {
  try {
    const read = errorShape.safeParse(JSON.parse(text))
    return read.success && read.data.error.code in flowCodes ? read.data.error.code : undefined
  } catch {
    return undefined
  }
}

export const flowCodes: Readonly<Record<string, { kind: FailureClass; what: string }>> = {
  DirectApiAuthorizationRequired: { kind: 'configuration', what: 'wants another kind of sign-in' },
  DirectApiInvalidAuthorizationScheme: { kind: 'configuration', what: 'wants another kind of sign-in' },
  DirectApiRequestHasMoreThanOneAuthorization: { kind: 'configuration', what: 'was given two sign-ins; remove one' },
  DirectApiInvalidAuthorizationSignature: { kind: 'configuration', what: 'refuses the sig of its URL; copy it again' },
  MisMatchingOAuthClaims: { kind: 'configuration', what: 'does not admit this application' },
  WorkflowTriggerIsNotEnabled: { kind: 'configuration', what: 'is turned off' },
  WorkflowNotFound: { kind: 'configuration', what: 'is not there' },
  TriggerInputSchemaMismatch: { kind: 'rejected', what: 'does not accept the shape of this lead' },
}
