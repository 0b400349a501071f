/** Signing in as a user of Office 365. Nothing here is tried again by itself: a failed password locks the account. */
import type { Problem } from '../../src/connector.ts'
import { aadsts, application, check, enter, links, users } from './problem-steps.ts'

const useSecret =
  'Better: sign in as an application, with `directoryId`, `applicationId` and `applicationKey` in place of user name and password.'
const resetPassword =
  'Microsoft 365 admin center (admin.microsoft.com): Users > Active users, select the user, Reset password; clear "Require this user to change their password when they first sign in".'

export const passwordProblems: readonly Problem[] = [
  {
    id: 'dynamics-wrong-password',
    wording: ['Error validating credentials due to invalid username or password.'],
    ...aadsts(50126, 50034),
    cause: 'User name or password is wrong, or the user is not in this directory.',
    remedy: [
      'Sign in at https://www.office.com with exactly this user name and password, once.',
      `If that fails: ${resetPassword}`,
      enter('username', 'password'),
      useSecret,
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-user-without-password',
    wording: ["Invalid or null password: password doesn't exist in the directory for this user."],
    ...aadsts(50056),
    cause:
      'Entra holds no password of this user: it is a guest, signs in without one, or its password lives on premises and is not synchronised.',
    remedy: [
      useSecret,
      `A cloud user: ${resetPassword}`,
      'A guest or a federated user cannot sign in here with a password: make a user of its own in this directory (Users > Active users > Add a user), with a password and a licence for Dynamics 365.',
      'A user of an on-premises directory: Entra Connect > Optional features > Password hash synchronization, then have the password changed once.',
      enter('username', 'password'),
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-account-locked',
    wording: [
      'The account is locked because the user tried to sign in too many times with an incorrect user ID or password.',
    ],
    ...aadsts(50053),
    cause: 'Too many failed sign-ins, or sign-ins from an address with bad repute.',
    remedy: [
      'Find what signs in with an old password, and stop it.',
      'Wait 30 minutes at least. Every try before lengthens the lock.',
      'Microsoft Entra admin center (entra.microsoft.com): Entra ID > Monitoring & health > Sign-in logs, error code 50053, shows which of the two it was.',
      check,
      useSecret,
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-password-expired',
    wording: ['The password is expired.'],
    ...aadsts(50055, 50144),
    cause: 'The password of the user has reached its end, often after 90 days.',
    remedy: [resetPassword, enter('password', 'passwordExpires'), useSecret],
    link: links.connect,
  },
  {
    id: 'dynamics-account-disabled',
    wording: ['The user account is disabled.'],
    ...aadsts(50057),
    cause: 'Somebody blocked the sign-in of this user.',
    remedy: [users, 'Edit properties > Settings: tick "Account enabled" and save.', check],
    link: links.entra,
  },
  {
    id: 'dynamics-multifactor',
    wording: [
      'Due to a configuration change made by the admin, the user must use multifactor authentication to access the resource.',
    ],
    ...aadsts(50072, 50074, 50076, 50079, 50158),
    cause: 'The user must use multifactor authentication, which a program cannot.',
    remedy: [
      application,
      'Make a client secret for it (Certificates & secrets > New client secret) and add it to the environment as an application user.',
      'Set `directoryId`, `applicationId` and `applicationKey`; take `username` and `password` out. Check the destination.',
      'Or have an administrator exclude this one user from multifactor authentication.',
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-conditional-access',
    wording: ['Access has been blocked by Conditional Access policies.'],
    ...aadsts(53000, 53001, 53002, 53003, 530032, 530035, 50131),
    cause: 'A policy of the directory (Conditional Access, security defaults) blocks this sign-in.',
    remedy: [
      'Microsoft Entra admin center (entra.microsoft.com): Entra ID > Monitoring & health > Sign-in logs, open the failed sign-in, tab Conditional Access: it names the policy.',
      'Have an administrator exclude this account, or allow the address that the hub calls from.',
      check,
      useSecret,
    ],
    link: links.entra,
  },
]
