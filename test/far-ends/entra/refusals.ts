/** Refusals of Entra's token endpoint: status, `error`, text. Descriptions end with ids and a time. */
import { randomUUID } from 'node:crypto'

export interface Refusal {
  status: number
  error: string
  text: string
}

const grant = (text: string): Refusal => ({ status: 400, error: 'invalid_grant', text })
const request = (text: string): Refusal => ({ status: 400, error: 'invalid_request', text })
const client = (text: string): Refusal => ({ status: 401, error: 'invalid_client', text })
const busy = (text: string): Refusal => ({ status: 503, error: 'temporarily_unavailable', text })
const mfa = 'you must use multi-factor authentication to access the resource.'

export const refusals: Readonly<Record<number, Refusal>> = {
  90002: request(
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ),
  900023: request("Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain."),
  90013: request('Invalid input received from the user.'),
  90019: request(
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  90023: request('Invalid STS request.'),
  90099: {
    status: 400,
    error: 'unauthorized_client',
    text: "The application '{app}' has not been authorized in the tenant '{tenant}'.",
  },
  700016: {
    status: 400,
    error: 'unauthorized_client',
    text: "Application with identifier '{app}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  700011: {
    status: 400,
    error: 'unauthorized_client',
    text: 'Application with identifier {app} was not found in the directory.',
  },
  70001: { status: 400, error: 'unauthorized_client', text: 'The application is disabled.' },
  7000112: { status: 401, error: 'unauthorized_client', text: "Application '{app}' is disabled." },
  7000215: client(
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app}'.",
  ),
  7000222: client(
    "The provided client secret keys for app '{app}' are expired. Visit the Azure portal to create new keys for your app.",
  ),
  7000229: client(
    'The client application {app} is missing service principal in the tenant {tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119',
  ),
  700025: client("Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
  90011: request(
    "Request is ambiguous, multiple application identifiers found. Application identifiers: '{app}, {app}'.",
  ),
  9002313: { status: 400, error: 'invalid_request', text: 'Invalid request. Request is malformed or invalid.' },
  900144: request("The request body must contain the following parameter: 'client_id'."),
  501051: grant("Application '{app}'(leads) is not assigned to a role for the application '{resource}'."),
  7000218: client("The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
  700027: client('Client assertion failed signature validation.'),
  70002: client('Error validating credentials.'),
  50012: client('Invalid client secret is provided.'),
  500011: {
    status: 400,
    error: 'invalid_resource',
    text: 'The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  },
  70011: {
    status: 400,
    error: 'invalid_scope',
    text: "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid.",
  },
  70003: { status: 400, error: 'unsupported_grant_type', text: 'The app requested an unsupported grant type.' },
  50126: grant('Error validating credentials due to invalid username or password.'),
  50034: grant(
    'The user account {EmailHidden} does not exist in the directory. To sign into this application, the account must be added to the directory.',
  ),
  50053: grant("The account is locked, you've tried to sign in too many times with an incorrect user ID or password."),
  50055: grant('The password is expired.'),
  50056: grant('Invalid or null password: password does not exist in the directory for this user.'),
  50057: grant('The user account is disabled.'),
  50144: grant("The user's Active Directory password has expired."),
  50076: grant(
    `Due to a configuration change made by your administrator, or because you moved to a new location, ${mfa}`,
  ),
  50079: grant(
    `Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.`,
  ),
  50158: grant(
    'External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.',
  ),
  53000: grant(
    'Device is not in required device state. Conditional Access policy requires a compliant device, and the device is not compliant.',
  ),
  53001: grant(
    'Device is not in required device state. Conditional Access policy requires a domain joined device, and the device is not domain joined.',
  ),
  53002: grant('The app used is not an approved app for Conditional Access.'),
  53003: grant(
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  ),
  530032: grant('Access has been blocked by the security policy of the tenant.'),
  65001: grant(
    "The user or administrator has not consented to use the application with ID '{app}'. Send an interactive authorization request for this user and resource.",
  ),
  90094: grant('Admin consent is required.'),
  50033: busy('A transient error has occurred. Please try again.'),
  50087: busy('A transient error has occurred during strong authentication. Please try again.'),
  50088: busy('Limit on telecom MFA calls reached. Please try again in a few minutes.'),
  51005: busy('Temporary redirect.'),
  80002: busy("The Authentication Agent's password validation request timed out."),
  80005: busy('An unknown error occurred while processing the response from the Authentication Agent.'),
  80014: busy('Validation request responded after maximum elapsed time exceeded.'),
  90006: busy('The service is temporarily unavailable.'),
  90012: busy('The request has timed out.'),
  90024: busy('A transient error has occurred. Please try again.'),
  90033: busy('A transient error has occurred. Please try again.'),
  90055: { status: 429, error: 'temporarily_unavailable', text: 'There are too many incoming requests.' },
}

export interface Named {
  tenant: string
  app: string
  resource: string
}

/** The whole envelope. Entra writes several numbers into one description. */
export function refusalBody(numbers: readonly number[], named: Named): { status: number; body: string } {
  const known = numbers.map((number) => [number, refusals[number] ?? request('An error has occurred.')] as const)
  const [, first] = known[0] ?? [0, request('An error has occurred.')]
  const time = new Date().toISOString().replace('T', ' ').replace(/\..*/, 'Z')
  const [trace, correlation] = [randomUUID(), randomUUID()]
  const said = known.map(([number, { text }]) => `AADSTS${number}: ${fill(text, named)}`).join(' ')
  const body = {
    error: first.error,
    error_description: `${said}\r\nTrace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${time}`,
    error_codes: numbers,
    timestamp: time,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${numbers[0]}`,
  }
  return { status: first.status, body: JSON.stringify(body) }
}

function fill(text: string, named: Named): string {
  return text
    .replaceAll('{tenant}', named.tenant)
    .replaceAll('{app}', named.app)
    .replaceAll('{resource}', named.resource)
}
