import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'

const smtpAuth =
  'https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission'
const oauth =
  'https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth'
const basicEnds =
  'https://techcommunity.microsoft.com/blog/exchange/exchange-online-to-retire-basic-auth-for-client-submission-smtp-auth/4114750'
const gmail = 'https://support.google.com/a/answer/3726730'
const entra = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes'

const toEntra = [
  'Entra admin centre > App registrations > New registration; note Application (client) ID and Directory (tenant) ID.',
  'API permissions > Add a permission > APIs my organization uses > Office 365 Exchange Online > Application permissions > SMTP.SendAsApp > Grant admin consent.',
  'Certificates & secrets > New client secret; copy its value.',
  'Exchange Online PowerShell: New-ServicePrincipal -AppId <application id> -ObjectId <object id of the enterprise application>.',
  'Then: Add-MailboxPermission -Identity <sending mailbox> -User <object id> -AccessRights FullAccess.',
  'Set username, directoryId, applicationId and applicationKey, and remove password.',
]

// Exchange Online says 5.7.139 for half a dozen reasons: only its words tell them apart, so no entry claims the code.
export const signInProblems: readonly Problem[] = [
  {
    id: 'email-smtp-auth-disabled',
    wording: [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.',
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
    ],
    patterns: [/SmtpClientAuthentication is disabled/i],
    cause: 'SMTP AUTH is switched off for the organisation or for this mailbox; in new tenants it is off by default.',
    remedy: [
      'Microsoft 365 admin centre > Users > Active users > the sending user > Mail > Manage email apps > tick Authenticated SMTP > Save changes.',
      'If the text says Tenant: Exchange admin centre > Settings > Mail flow > clear “Turn off SMTP AUTH protocol for your organization”.',
      'Wait some minutes, then check the destination.',
    ],
    link: smtpAuth,
  },
  {
    id: 'email-basic-sign-in-retired',
    wording: [
      '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.',
      '550 5.7.30 Basic authentication is not supported for Client Submission.',
    ],
    codes: ['5.7.30'],
    patterns: [/basic authentication is (disabled|not supported)/i],
    cause:
      'Exchange Online no longer takes user name and password over SMTP: Microsoft switches it off by default at the end of 2026.',
    remedy: toEntra,
    link: basicEnds,
  },
  {
    id: 'email-sign-in-blocked-by-policy',
    wording: [
      '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.',
      '535 5.7.139 Authentication unsuccessful, user is locked by your organization’s security defaults policy. Contact your administrator.',
    ],
    patterns: [
      /did not meet the criteria to be authenticated/i,
      /security defaults policy/i,
      /5\.7\.\d+ .{0,200}conditional access/i,
    ],
    cause: 'Security defaults or a Conditional Access policy of the tenant forbid a sign-in by password, or MFA is on.',
    remedy: [
      'Entra admin centre > Entra ID > Users > the sending user > Sign-in logs: the failed sign-in names the policy.',
      'Exclude the sending user from the policy that blocks legacy authentication, or better sign in by token:',
      ...toEntra,
    ],
    link: smtpAuth,
  },
  {
    id: 'email-app-password-needed',
    wording: [
      '534 5.7.9 Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor',
    ],
    codes: ['5.7.9'],
    patterns: [/application-specific password/i, /please log in via your web browser/i],
    cause: 'The Google account has two-step verification: its usual password is no password for SMTP.',
    remedy: [
      'Google Account > Security > 2-Step Verification > App passwords; make one for Leadyard.',
      'Put the 16 letters into password, without blanks.',
    ],
    link: gmail,
  },
  {
    id: 'email-sign-in-refused',
    wording: [
      '535 5.7.8 Username and Password not accepted.',
      '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.',
      '535 5.7.3 Authentication unsuccessful',
    ],
    codes: ['5.7.8', '5.7.3'],
    statuses: [535, 534],
    patterns: [/user credentials were incorrect/i, /authentication (failed|unsuccessful)/i, /invalid login/i],
    cause: 'The server refuses user name and password: mistyped, changed since, or locked after too many tries.',
    remedy: [
      'Sign in to the mailbox with the same user name and password in a browser; unlock or renew it there.',
      'Put the right password where the setting takes it from.',
      'Check the destination by hand: a refused password is never tried again by itself, for that locks accounts.',
    ],
    link: smtpAuth,
  },
  {
    id: 'email-token-refused',
    wording: ['535 5.7.3 Authentication unsuccessful'],
    cause:
      'The token of Microsoft Entra ID is good, the mailbox does not accept it: no service principal, no permission on the mailbox, or another user name.',
    remedy: [
      'Check that username is the address of the sending mailbox.',
      ...toEntra.slice(1, 2),
      ...toEntra.slice(3, 5),
      'A new permission takes up to half an hour.',
    ],
    link: oauth,
  },
  {
    id: 'email-sign-in-missing',
    wording: [
      '530 5.7.57 Client not authenticated to send mail.',
      '530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM',
      '530 5.7.0 Authentication required',
    ],
    codes: ['5.7.57'],
    statuses: [530],
    cause: 'The server takes mail only after a sign-in, and the destination has no user name.',
    remedy: ['Set username and password, or username with directoryId, applicationId and applicationKey.'],
    link: smtpAuth,
  },
  {
    id: 'email-auth-not-offered',
    wording: ['The mail server offers no sign-in'],
    codes: ['AUTH_NOT_OFFERED'],
    cause:
      'A user name is set, and the server’s EHLO names no AUTH: it is the wrong port, or it offers AUTH only once the connection is encrypted. Nothing was sent.',
    remedy: [
      'Use the submission port: 587 with tls: starttls, or 465 with tls: implicit.',
      'For a relay that knows this machine by its address, remove username and password.',
    ],
    link: 'https://www.rfc-editor.org/rfc/rfc4954',
  },
  {
    id: 'email-client-secret',
    wording: [
      "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '<application id>'.",
      "AADSTS7000222: The provided client secret keys for app '<application id>' are expired.",
    ],
    codes: ['AADSTS7000215', 'AADSTS7000222', 'AADSTS70002', 'AADSTS50012'],
    cause: 'The client secret is wrong (often its ID instead of its value) or has expired: 24 months are the most.',
    remedy: [
      'Entra admin centre > App registrations > the application > Certificates & secrets > New client secret.',
      'Copy its value at once, put it into applicationKey, and its last day into applicationKeyExpires.',
    ],
    link: entra,
  },
  {
    id: 'email-application-unknown',
    wording: [
      "AADSTS700016: Application with identifier '<application id>' was not found in the directory '<directory>'.",
      "AADSTS90002: Tenant '<directory>' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
      "AADSTS900023: Specified tenant identifier '<directory>' is neither a valid DNS name, nor a valid external domain.",
    ],
    codes: [
      'AADSTS700016',
      'AADSTS700011',
      'AADSTS90002',
      'AADSTS900023',
      'AADSTS90013',
      'AADSTS90019',
      'AADSTS90023',
      'AADSTS70001',
      'AADSTS7000112',
    ],
    cause: 'Directory ID and application ID do not belong together, or one of them is mistyped or disabled.',
    remedy: [
      'Entra admin centre > App registrations > the application > Overview.',
      'Copy Application (client) ID into applicationId and Directory (tenant) ID into directoryId.',
      'In a sovereign cloud set authority and scope too.',
    ],
    link: entra,
  },
  ...entraProblems(
    { type: 'email', application: 'applicationId', directory: 'directoryId', secret: 'applicationKey' },
    ['secret', 'application', 'directory', 'disabled'],
  ),
]
