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

/**
 * A trigger of Power Automate or Logic Apps, in any cloud, behind a proxy, and of a Standard Logic App, which lives on
 * azurewebsites.net: all have this path (learn.microsoft.com/azure/logic-apps/logic-apps-http-endpoint).
 */
export function isTrigger(url: URL): boolean {
  return isFlow(url) || isFormerFlow(url) || /\/triggers\/[^/]+\/(paths\/)?invoke\b/.test(url.pathname)
}

const errorShape = z.object({ error: z.object({ code: z.string().regex(/^\w{3,80}$/) }) })

/** `{"error":{"code":"WorkflowTriggerIsNotEnabled","message":…}}` */
export function flowCode(text: string): string | undefined {
  try {
    const read = errorShape.safeParse(JSON.parse(text))
    return read.success && flowCodes.has(read.data.error.code) ? read.data.error.code : undefined
  } catch {
    return undefined
  }
}

interface FlowAnswer {
  kind: FailureClass
  what: string
}

const answer = (kind: FailureClass, what: string, ...codes: string[]) =>
  codes.map((code): [string, FlowAnswer] => [code, { kind, what }])

export const flowCodes: ReadonlyMap<string, FlowAnswer> = new Map([
  ...answer(
    'configuration',
    'wants another kind of sign-in',
    'DirectApiAuthorizationRequired',
    'DirectApiInvalidAuthorizationScheme',
  ),
  ...answer('configuration', 'was given two sign-ins; remove one', 'DirectApiRequestHasMoreThanOneAuthorization'),
  ...answer('configuration', 'refuses the sig of its URL; copy it again', 'DirectApiInvalidAuthorizationSignature'),
  ...answer('configuration', 'does not admit this application', 'MisMatchingOAuthClaims'),
  ...answer('configuration', 'does not admit this machine’s address', 'AuthorizationFailed'),
  ...answer('configuration', 'is turned off', 'WorkflowTriggerIsNotEnabled', 'WorkflowDisabled'),
  ...answer(
    'configuration',
    'is not there',
    'WorkflowNotFound',
    'WorkflowTriggerNotFound',
    'WorkflowVersionNotFound',
    'WorkflowTriggerVersionNotFound',
  ),
  ...answer(
    'configuration',
    'was called at an incomplete address; copy its URL again',
    'MissingApiVersionParameter',
    'InvalidApiVersionParameter',
  ),
  ...answer('configuration', 'takes another method than POST', 'TriggerRequestMethodNotValid'),
  ...answer('rejected', 'does not accept the shape of this lead', 'TriggerInputSchemaMismatch'),
  // The run starts when the request arrives; what is late or missing is its Response action.
  ...answer('uncertain', 'gave no answer in time; its run may have started', 'NoResponse', 'GatewayTimeout'),
])
