import type { Problem } from '../../src/connector.ts'

const errors = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm&type=5'
const clientCredentials =
  'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm&type=5'
const jwt = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm&type=5'
const statuses = 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm'

const openApp = 'Setup → External Client App Manager → your app.'

/** What the token endpoint refuses. `invalid_grant` has many causes: the connector tells them apart by the description. */
export const signIn: readonly Problem[] = [
  {
    id: 'salesforce-no-run-as-user',
    wording: ['no client credentials user enabled'],
    patterns: [/no client credentials user/i],
    cause: 'The app may use the client credentials flow, but no user is named for it to run as.',
    remedy: [
      openApp,
      'Policies → Edit → OAuth Policies: tick “Enable Client Credentials Flow” and choose the integration user as Run As.',
      'Save, then release the destination.',
    ],
    link: clientCredentials,
  },
  {
    id: 'salesforce-not-my-domain',
    wording: ['request not supported on this domain'],
    patterns: [/request not supported on this domain/i],
    cause: 'The client credentials flow works only at the org’s own My Domain address.',
    remedy: [
      'Setup → My Domain: copy “Current My Domain URL”, https://….my.salesforce.com.',
      'Set loginUrl of this destination to it.',
    ],
    link: clientCredentials,
  },
  {
    id: 'salesforce-invalid-client-id',
    wording: ['client identifier invalid'],
    codes: ['invalid_client_id'],
    patterns: [/client identifier invalid/i],
    cause:
      'The consumer key is mistyped, or belongs to another org or sandbox. A new app is known only after up to 10 minutes.',
    remedy: [
      'If the app was made within the last 10 minutes, wait: the hub tries once more by itself.',
      openApp,
      'Settings → OAuth Settings → Consumer Key and Secret: compare the key with clientId.',
      'Make sure that loginUrl is the org (or sandbox) in which the app was made.',
    ],
    link: errors,
  },
  {
    id: 'salesforce-app-not-found',
    wording: ['External client app is not installed in this org', 'app_not_found'],
    codes: ['app_not_found', 'OAUTH_EC_APP_NOT_FOUND'],
    patterns: [/external client app (is )?not (installed|found)|app_not_found/i],
    cause:
      'Salesforce knows the consumer key, but the app is not in the org that loginUrl names: it was made in another org, packaged and not installed, or deleted.',
    remedy: [
      'Open the org of loginUrl: Setup → External Client App Manager. Is the app in the list, and its status Enabled?',
      'Made in another org or sandbox: set loginUrl to the My Domain of that org (Setup → My Domain → Current My Domain URL); or make an app of its own here: External Client App Manager → New External Client App.',
      'Packaged: install its package in this org first (Setup → Installed Packages); a local app needs Distribution State “Local”.',
      'A connected app of old: Setup → Connected Apps OAuth Usage → the app → Install.',
      'Copy Consumer Key and Secret of the app of this org into clientId and clientSecret. A new app is known after up to 10 minutes; then check the destination.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=xcloud.configure_external_client_app_oauth_settings.htm&type=5',
  },
  {
    id: 'salesforce-app-blocked',
    wording: ['this app is blocked by admin'],
    codes: ['OAUTH_APP_BLOCKED'],
    patterns: [/app is blocked by admin/i],
    cause: 'An administrator has blocked the app in this org.',
    remedy: [
      'Setup → Connected Apps OAuth Usage (or External Client App Manager): find the app → Unblock.',
      'Then check the destination.',
    ],
    link: errors,
  },
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
    id: 'salesforce-invalid-client-secret',
    wording: ['invalid client credentials'],
    codes: ['invalid_client'],
    patterns: [/invalid client credentials|invalid client secret/i],
    cause: 'The consumer secret does not belong to the consumer key, or has been rotated.',
    remedy: [
      openApp,
      'Settings → OAuth Settings → Consumer Key and Secret: copy the secret anew into clientSecret.',
      'After a rotation, use the staged secret once it has been applied.',
    ],
    link: errors,
  },
  {
    id: 'salesforce-app-access',
    wording: ['user is not admin approved to access this app'],
    codes: ['invalid_app_access', 'OAUTH_APP_ACCESS_DENIED'],
    patterns: [/not admin approved to access this app/i],
    cause: 'The app admits only users whom an administrator has approved, and the integration user is not among them.',
    remedy: [
      openApp,
      'Policies → App Policies: add the integration user’s profile or permission set.',
      'Or set Permitted Users to “All users can self-authorize”.',
    ],
    link: errors,
  },
  {
    id: 'salesforce-app-not-approved',
    wording: ['user hasn’t approved this consumer'],
    patterns: [/user hasn.t approved this consumer/i],
    cause: 'JWT bearer: the user has never authorised the app, and nobody has done so for the user.',
    remedy: [
      openApp,
      'Policies → OAuth Policies → Permitted Users: “Admin approved users are pre-authorized”.',
      'Add the integration user’s profile or permission set to the app.',
      'The app’s scopes must contain “Perform requests at any time (refresh_token, offline_access)” and “api”.',
    ],
    link: jwt,
  },
  {
    id: 'salesforce-jwt-audience',
    wording: ['audience is invalid', 'Audience validation failed'],
    patterns: [/audience (is invalid|validation failed)/i],
    cause: 'The assertion names another login server than the one asked.',
    remedy: [
      'Production: leave audience out, or set https://login.salesforce.com.',
      'Sandbox: set audience to https://test.salesforce.com.',
      'Experience Cloud: set audience to the address of the site.',
    ],
    link: jwt,
  },
  {
    id: 'salesforce-jwt-assertion',
    wording: ['invalid assertion'],
    patterns: [/invalid assertion|assertion (is )?expired/i],
    cause:
      'The certificate in the app does not match the private key, or the clock of the hub is more than minutes off.',
    remedy: [
      openApp,
      'Settings → OAuth Settings → JWT Bearer Flow: upload the certificate that belongs to privateKey.',
      'Check the certificate’s end date and the hub’s clock (NTP).',
    ],
    link: jwt,
  },
  {
    id: 'salesforce-token-expired',
    wording: ['expired access/refresh token'],
    patterns: [/expired access\/refresh token/i],
    cause: 'The app’s approval for this user was revoked or has run out.',
    remedy: [
      'Setup → Connected Apps OAuth Usage: see whether the app is blocked or the user’s grant was revoked.',
      openApp + ' Policies → Refresh Token Policy: “Refresh token is valid until revoked”.',
    ],
    link: errors,
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
    id: 'salesforce-grant-not-supported',
    wording: ['grant type not supported'],
    codes: ['unsupported_grant_type'],
    patterns: [/grant type not supported/i],
    cause: 'The app or the org does not allow this way to sign in.',
    remedy: [
      openApp,
      'Settings → OAuth Settings → Flow Enablement: tick the flow named in auth.',
      'Prefer auth: client-credentials.',
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
