/** The app that signs in: its key, its secret, its policies. `invalid_grant` is told apart by its description. */
import type { Problem } from '../../src/connector.ts'

const errors = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm&type=5'
const clientCredentials =
  'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm&type=5'
const jwt = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm&type=5'
const openApp = 'Setup → External Client App Manager → your app.'

export const app: readonly Problem[] = [
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
]
