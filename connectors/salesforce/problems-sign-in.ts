import type { Problem } from '../../src/connector.ts'
import { app } from './problems-app.ts'

const errors = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm&type=5'
const statuses = 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm'
const openApp = 'Setup → External Client App Manager → your app.'

/** What the token endpoint refuses. `invalid_grant` has many causes: the connector tells them apart by the description. */
export const signIn: readonly Problem[] = [
  ...app,
  {
    id: 'salesforce-password-expired',
    wording: [
      'The users password has expired, you must call SetPassword before attempting any other API operations',
      'INVALID_OPERATION_WITH_EXPIRED_PASSWORD',
    ],
    codes: ['INVALID_OPERATION_WITH_EXPIRED_PASSWORD'],
    patterns: [/users? password has expired/i, /INVALID_OPERATION_WITH_EXPIRED_PASSWORD/],
    cause:
      'The password of the integration user has expired (by default after 90 days). Salesforce then lets its sessions do nothing, however they were opened.',
    remedy: [
      'Setup → Users → Users: tick the integration user → Reset Password(s). Open the link in the mail, as that user, and set a new password.',
      'So that it does not come again: Setup → Permission Sets → the user’s set → System Permissions → Edit: tick “Password Never Expires” → Save. Better still: “API Only User”, with auth: client-credentials.',
      'auth: password only: put the new password into password, and the security token that comes by mail into securityToken.',
      'Check the destination; its leads then flow in order.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=xcloud.admin_password.htm&type=5',
  },
  {
    id: 'salesforce-login-restricted',
    wording: ['ip restricted', 'invalid login hours', 'LOGIN_DURING_RESTRICTED_DOMAIN'],
    codes: ['LOGIN_DURING_RESTRICTED_DOMAIN', 'LOGIN_DURING_RESTRICTED_TIME'],
    patterns: [/ip restricted|invalid login hours|LOGIN_DURING_RESTRICTED_/i],
    cause: 'The integration user may sign in only from certain addresses, or at certain hours.',
    remedy: [
      'Setup → Users → the integration user → Login History: Status says “Restricted IP” or “Restricted Time”, and Source IP is the hub’s address.',
      'Setup → Profiles → the user’s profile → Login IP Ranges: New, with that address; Login Hours: clear them.',
      'Or the app’s policies → OAuth Policies → IP Relaxation: Relax IP restrictions.',
      'Check the destination.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=platform.login_ip_ranges.htm&type=5',
  },
  {
    id: 'salesforce-invalid-password',
    wording: ['authentication failure', 'authentication failure - Invalid Password'],
    patterns: [/authentication failure|Invalid Password/i],
    cause:
      'User name, password or security token is wrong, the user is locked, or the org blocks the user name and password flow (off by default since Summer ’23).',
    remedy: [
      'Better: change auth to client-credentials; the password flow is legacy.',
      'Setup → Users: see whether the user is active and unlocked; the password may have expired.',
      'Reset the security token (personal Settings → Reset My Security Token) and set securityToken.',
      'Setup → OAuth and OpenID Connect Settings → “Allow OAuth Username-Password Flows”.',
      'The hub does not try a refused password again by itself: release the destination after the change.',
    ],
    link: errors,
  },
  {
    id: 'salesforce-inactive-integration-user',
    wording: ['inactive user'],
    patterns: [/"?inactive user"?/i],
    cause: 'The integration user has been deactivated or frozen.',
    remedy: ['Setup → Users: activate or unfreeze the user, or name another one in the app’s Run As or in username.'],
    link: errors,
  },
  {
    id: 'salesforce-invalid-grant',
    wording: ['invalid_grant'],
    codes: ['invalid_grant'],
    cause:
      'Salesforce refuses the sign-in for a reason that stands in its description; often a login IP range or hour.',
    remedy: [
      'Setup → Login History of the integration user: the Status column names the reason.',
      'Profile → Login IP Ranges: admit the hub’s outgoing address, or relax IP restrictions in the app’s policies.',
    ],
    link: errors,
  },
  {
    id: 'salesforce-soap-login',
    wording: ['INVALID_LOGIN: Invalid username, password, security token; or user locked out.'],
    codes: ['INVALID_LOGIN', 'LOGIN_MUST_USE_SECURITY_TOKEN', 'ORG_LOCKED', 'PASSWORD_LOCKOUT'],
    patterns: [/INVALID_LOGIN|LOGIN_MUST_USE_SECURITY_TOKEN/],
    cause:
      'User name, password or security token is wrong, the user or the org is locked, or SOAP login() is switched off.',
    remedy: [
      'Change auth to client-credentials: SOAP login is off in new orgs and ends with Summer ’27.',
      'Setup → Users: unlock the user and reset its password and security token.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=release-notes.rn_api_upcoming_retirement_258rn.htm&release=258&type=5',
  },
  {
    id: 'salesforce-wrong-login-address',
    wording: ['(a web page, or an answer without a token, at the login address)'],
    cause: 'The login address is not an org’s: a typing error, a Lightning or Setup address, or a proxy’s page.',
    remedy: [
      'Setup → My Domain: copy “Current My Domain URL”, https://….my.salesforce.com, into loginUrl.',
      'Open the address with /services/oauth2/token added: Salesforce answers with JSON.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=xcloud.domain_name_overview.htm&type=5',
  },
  {
    id: 'salesforce-session-refused',
    wording: ['Session expired or invalid', 'This session is not valid for use with the REST API'],
    codes: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'],
    patterns: [/Session expired or invalid|not valid for use with the REST API/i],
    cause:
      'A session just granted is refused: the app lacks the scope “api”, or a policy (IP, API Access Control) blocks it.',
    remedy: [
      openApp + ' Settings → OAuth Scopes: add “Manage user data via APIs (api)”.',
      'Policies → IP Relaxation, and the profile’s Login IP Ranges: admit the hub’s outgoing address.',
      'Setup → API Access Control: install or approve the app.',
      'Check that loginUrl and instanceUrl belong to the same org.',
    ],
    link: statuses,
  },
  {
    id: 'salesforce-api-disabled',
    wording: [
      'The REST API is not enabled for this Organization.',
      'API is not enabled for this Organization or Partner',
    ],
    codes: ['API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'],
    patterns: [/API is not enabled for this (Organization|User)/i],
    cause:
      'The edition has no API (Group, Essentials, Professional without the add-on), or the user lacks “API Enabled”.',
    remedy: [
      'Setup → Company Information: see the edition; ask Salesforce for API access.',
      'Setup → Permission Sets: give the integration user “API Enabled”.',
      'Without the API, use mode: web-to-lead.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=000385436&type=1',
  },
]
