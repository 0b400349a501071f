import type { Problem } from '../../src/connector.ts'

const triggers =
  'https://learn.microsoft.com/troubleshoot/power-platform/power-automate/flow-run-issues/triggers-troubleshoot'
const oauth = 'https://learn.microsoft.com/power-automate/oauth-authentication'
const logicApps = 'https://learn.microsoft.com/azure/logic-apps/logic-apps-http-endpoint'

export const flowProblems: readonly Problem[] = [
  {
    id: 'https-flow-authorization',
    wording: [
      'The request must be authenticated only by Shared Access scheme.',
      'The OAuth authorization scheme is required. Please add authentication scheme and try again.',
    ],
    codes: ['DirectApiAuthorizationRequired', 'DirectApiInvalidAuthorizationScheme'],
    cause:
      'The trigger’s “Who can trigger the flow?” does not fit: “Anyone” wants the sig in the URL and no token; “Any user in my tenant” wants a token and no sig.',
    remedy: [
      'Power Automate > your flow > Edit > When an HTTP request is received > Who can trigger the flow?',
      'Anyone: save, copy the URL again (it ends in &sig=…) into url, and set no other sign-in.',
      'Any user in my tenant: keep the URL without sig, and set directoryId, clientId and clientSecret.',
    ],
    link: oauth,
  },
  {
    id: 'https-flow-two-authorizations',
    wording: [
      "The request has SAS authentication scheme, 'HMAC' authorization scheme or internal token scheme. Only one scheme should be used.",
    ],
    codes: ['DirectApiRequestHasMoreThanOneAuthorization'],
    cause: 'The URL carries sig and the request an Authorization header too; the flow takes one of them.',
    remedy: [
      'Remove Authorization from headers, or bearerToken, username or directoryId.',
      'Or take &sig=… off the URL if the flow wants a token.',
    ],
    link: oauth,
  },
  {
    id: 'https-flow-claims',
    wording: [
      'One or more claims either missing or does not match with the open authentication access control policy.',
    ],
    codes: ['MisMatchingOAuthClaims'],
    cause: 'The token is valid, but the flow does not admit this application, or the scope is of another audience.',
    remedy: [
      'In the trigger: Who can trigger the flow? > Specific users in my tenant > add the object ID of the application’s service principal.',
      'scope must be https://service.flow.microsoft.com//.default, with the double slash.',
      'App registration > API permissions > Power Automate Service > grant admin consent.',
    ],
    link: oauth,
  },
  {
    id: 'https-flow-signature',
    wording: ['The provided signature is not valid'],
    codes: ['DirectApiInvalidAuthorizationSignature'],
    cause: 'The sig of the URL is wrong: cut off, or of a trigger that was made anew.',
    remedy: [
      'Copy the trigger’s URL again, whole; it is longer than 255 characters.',
      'In the shell or in YAML put it in single quotes: it holds & and %.',
    ],
    link: triggers,
  },
  {
    id: 'https-flow-off',
    wording: ["with state 'Disabled': trigger is not enabled.", 'trigger is not enabled'],
    codes: ['WorkflowTriggerIsNotEnabled'],
    cause: 'The flow is turned off, by a person, by a policy, or for failing too long.',
    remedy: [
      'Power Automate > your flow > Turn on. Look at its run history for why it was off.',
      'Logic Apps: Azure portal > your logic app > Overview > Enable.',
    ],
    link: triggers,
  },
  {
    id: 'https-flow-schema',
    wording: ['did not match its schema definition', 'Invalid type. Expected Object but got String.'],
    codes: ['TriggerInputSchemaMismatch'],
    cause: 'Schema validation is on in the trigger and this body does not fit its schema.',
    remedy: [
      'Edit the trigger’s Request Body JSON Schema: all of Leadyard’s values are texts, under the names in this connector’s README.',
      'Or rename in the destination’s mapping, or turn Schema Validation off in the trigger’s settings.',
      'Replay the leads that were refused.',
    ],
    link: logicApps,
  },
  {
    id: 'https-flow-not-found',
    wording: ['The workflow could not be found'],
    patterns: [/The workflow '[^']*' could not be found/],
    codes: ['WorkflowNotFound'],
    cause: 'The flow or logic app was deleted, or its URL is of another environment.',
    remedy: ['Open the flow, copy the trigger’s URL again.'],
    link: triggers,
  },
  {
    id: 'https-flow-moved',
    wording: ['The flow’s address on logic.azure.com no longer works'],
    cause:
      'Power Automate’s trigger URLs moved; the old ones on logic.azure.com ended on 30 November 2025. (Azure Logic Apps stay on logic.azure.com.)',
    remedy: [
      'Power Automate > your flow > Edit > When an HTTP request is received: copy the new URL; its host ends in .environment.api.powerplatform.com.',
      'Put it into url.',
    ],
    link: triggers,
  },
  {
    id: 'https-flow-late',
    wording: ['504 Gateway Timeout', 'NoResponse'],
    codes: ['HTTP_504'],
    cause: 'The flow’s Response came too late (120 seconds). The run did start: the lead may have been taken.',
    remedy: [
      'Look in the flow’s run history whether this lead’s run succeeded, and settle the delivery accordingly.',
      'Put the Response action first, or turn its Asynchronous Response on.',
    ],
    link: logicApps,
  },
]
