/**
 * What flows of Power Automate and Logic Apps answer, shared by what posts to them: the code of each refusal, and its class.
 * The words stand in problems.md. (learn.microsoft.com/azure/logic-apps/logic-apps-http-endpoint)
 */
import type { Problem } from '../../connector.ts'
import { filled, type Keeper, readCatalogue, type Signs } from '../catalogue.ts'

const table: readonly Signs[] = [
  {
    id: '{type}-flow-authorization',
    class: 'configuration',
    codes: ['DirectApiAuthorizationRequired', 'DirectApiInvalidAuthorizationScheme'],
  },
  {
    id: '{type}-flow-two-authorizations',
    class: 'configuration',
    codes: ['DirectApiRequestHasMoreThanOneAuthorization'],
  },
  { id: '{type}-flow-claims', class: 'configuration', codes: ['MisMatchingOAuthClaims'] },
  { id: '{type}-flow-signature', class: 'configuration', codes: ['DirectApiInvalidAuthorizationSignature'] },
  {
    id: '{type}-flow-caller-address',
    class: 'configuration',
    codes: ['AuthorizationFailed'],
    patterns: [/is not in the allowed caller IP address ranges/i],
  },
  {
    id: '{type}-flow-url-incomplete',
    class: 'configuration',
    codes: ['MissingApiVersionParameter', 'InvalidApiVersionParameter'],
    patterns: [/api-version query parameter .{0,30}is required/i],
  },
  { id: '{type}-flow-method', class: 'configuration', codes: ['TriggerRequestMethodNotValid'] },
  { id: '{type}-flow-off', class: 'configuration', codes: ['WorkflowTriggerIsNotEnabled', 'WorkflowDisabled'] },
  { id: '{type}-flow-schema', class: 'rejected', codes: ['TriggerInputSchemaMismatch'] },
  {
    id: '{type}-flow-not-found',
    class: 'configuration',
    codes: ['WorkflowNotFound', 'WorkflowTriggerNotFound', 'WorkflowVersionNotFound', 'WorkflowTriggerVersionNotFound'],
    patterns: [/The workflow '[^']{0,100}' (trigger '[^']{0,100}' )?could not be found/],
  },
  // The run starts when the request arrives; only its Response action is late or missing.
  {
    id: '{type}-flow-late',
    class: 'uncertain',
    codes: ['NoResponse', 'GatewayTimeout'],
    patterns: [/did not receive a response from an upstream server/i],
  },
]

/** What to do depends on the settings, or on what is sent: the connector or channel says it in its own problems.md. */
const withOwnWords = ['two-authorizations', 'schema', 'late'].map((key) => `{type}-flow-${key}`)

const withSharedWords: readonly Problem[] = readCatalogue(
  import.meta.dirname,
  table.filter(({ id }) => !withOwnWords.includes(id)),
)

/** @param names `type`: of the connector or channel, with which each id begins. */
export function flowProblems(names: Keeper & { type: string; trigger: string }): (Signs | Problem)[] {
  return table.map((signs) => filled(withSharedWords.find(({ id }) => id === signs.id) ?? signs, names))
}
