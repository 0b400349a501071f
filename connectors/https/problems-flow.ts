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
    id: 'https-flow-caller-address',
    wording: [
      "The client IP address '203.0.113.7' is not in the allowed caller IP address ranges specified in the workflow access control configuration.",
    ],
    patterns: [/is not in the allowed caller IP address ranges/i],
    codes: ['AuthorizationFailed'],
    cause: 'The workflow takes requests from certain addresses only, and Leadyard’s is not among them.',
    remedy: [
      'The refusal names the address that Leadyard leaves from.',
      'Azure portal > your logic app > Settings > Workflow settings > Access control configuration > Allowed inbound IP addresses.',
      'Add that address as a range, such as 203.0.113.7/32, for Triggers > Save. Check the destination.',
    ],
    link: 'https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app',
  },
  {
    id: 'https-flow-url-incomplete',
    wording: [
      'The api-version query parameter (?api-version=) is required for all requests.',
      'The HTTP method is not valid for the trigger.',
    ],
    patterns: [/api-version query parameter .{0,30}is required/i],
    codes: ['MissingApiVersionParameter', 'InvalidApiVersionParameter', 'TriggerRequestMethodNotValid'],
    cause: 'The URL was cut at its first & or ?, or the trigger’s method is another than POST.',
    remedy: [
      'Open the flow > When an HTTP request is received > copy the HTTP URL, whole: it holds api-version, sp, sv and sig.',
      'In the shell or in YAML put it in single quotes: it holds & and %.',
      'Trigger > Advanced parameters > Method: POST, or none.',
    ],
    link: triggers,
  },
  {
    id: 'https-flow-off',
    wording: ["with state 'Disabled': trigger is not enabled.", 'trigger is not enabled'],
    codes: ['WorkflowTriggerIsNotEnabled', 'WorkflowDisabled'],
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
    patterns: [/The workflow '[^']{0,100}' (trigger '[^']{0,100}' )?could not be found/],
    codes: ['WorkflowNotFound', 'WorkflowTriggerNotFound', 'WorkflowVersionNotFound', 'WorkflowTriggerVersionNotFound'],
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
    wording: ['The server did not receive a response from an upstream server.', 'NoResponse'],
    codes: ['NoResponse', 'GatewayTimeout'],
    cause:
      'The flow’s Response came too late (120 seconds), or its run ended without one. The run did start: the lead may have been taken. Leadyard does not send it again by itself.',
    remedy: [
      'Open the flow (or logic app) > Run history: find the run of that minute; its trigger’s outputs show the lead.',
      'If the steps that keep the lead succeeded, settle the delivery as delivered; if not, replay it.',
      'To end it: put the Response action right after the trigger, or in its settings turn Asynchronous Response on.',
      'Let a failed branch answer too: add a Response whose “Run after” includes has failed, is skipped and has timed out.',
    ],
    link: logicApps,
  },
]
