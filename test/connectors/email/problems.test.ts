import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { saysSo } from '../../../src/outside/answer.ts'
import { problemFaults, repeatedCodes } from '../documented.ts'

const readme = await readFile(new URL('../../../connectors/email/README.md', import.meta.url), 'utf8')

test('the README names every setting, and no other', () => {
  const rows = readme.slice(readme.indexOf('## Settings'), readme.indexOf('## What is sent'))
  const named = [...rows.matchAll(/^\| `(\w+)` +\|/gm)].map((match) => match[1])
  expect(named.sort()).toEqual(Object.keys(email.settings.shape).sort())
})

test('the README links to the problems, and repeats neither them nor their codes', () => {
  const section = (heading: string) => readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  expect(problemFaults(section('Problems'), email, true)).toEqual([])
  expect(section('Problems')).toContain('(problems.md)')
  expect(repeatedCodes(section('Failures'), email)).toEqual([])
})

test('every problem is known by its own words', () => {
  for (const problem of email.problems) {
    for (const words of problem.wording) {
      const first = email.problems.find((other) => saysSo(other, words))
      const shared = first?.wording.includes(words)
      expect([problem.id, shared ? first?.id : undefined], words).toContain(first?.id)
    }
  }
})

const found: [said: string, code: string, status: number, problem: string][] = [
  [
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [AM0PR01CA0001.eurprd01.prod.outlook.com]',
    '5.7.139',
    535,
    'email-smtp-auth-disabled',
  ],
  [
    '535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [PN0PR01CA0024.INDPRD01.PROD.OUTLOOK.COM]',
    '5.7.139',
    535,
    'email-basic-sign-in-retired',
  ],
  [
    '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [x]',
    '5.7.139',
    535,
    'email-sign-in-refused',
  ],
  [
    '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.',
    '5.7.139',
    535,
    'email-sign-in-blocked-by-policy',
  ],
  ['535 5.7.3 Authentication unsuccessful [x]', '5.7.3', 535, 'email-sign-in-refused'],
  ['535-5.7.8 Username and Password not accepted.', '5.7.8', 535, 'email-sign-in-refused'],
  ['534-5.7.9 Application-specific password required.', '5.7.9', 534, 'email-app-password-needed'],
  ['535 authentication failed', '535', 535, 'email-sign-in-refused'],
  ['530 5.7.57 Client not authenticated to send mail. [x]', '5.7.57', 530, 'email-sign-in-missing'],
  ['530 5.7.0 Authentication required', '5.7.0', 530, 'email-sign-in-missing'],
  ['530 5.7.0 Must issue a STARTTLS command first', '5.7.0', 530, 'email-encryption-required'],
  [
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender [x]',
    '5.7.60',
    550,
    'email-send-as-denied',
  ],
  ['550 5.7.1 Client does not have permissions to send as this sender', '5.7.1', 550, 'email-send-as-denied'],
  [
    '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed',
    '5.2.0',
    554,
    'email-send-as-denied',
  ],
  ['554 5.7.1 <x>: Relay access denied', '5.7.1', 554, 'email-relay-denied'],
  ['554 5.5.1 Error: no valid recipients', '5.5.1', 554, 'email-recipients-refused'],
  ['503 5.5.2 Need rcpt command', '5.5.2', 503, 'email-recipients-refused'],
  ['550 5.7.501 Access denied, spam abuse detected.', '5.7.501', 550, 'email-sender-blocked'],
  ['550 5.7.502 Access denied, banned sender.', '5.7.502', 550, 'email-sender-blocked'],
  ['550 5.7.503 Access denied, banned sender.', '5.7.503', 550, 'email-sender-blocked'],
  ['550 5.7.606 Access denied, banned sending IP [203.0.113.7].', '5.7.606', 550, 'email-blocklisted'],
  ['550 5.7.607 Access denied, banned sending IP [203.0.113.7].', '5.7.607', 550, 'email-blocklisted'],
  ['550 5.7.649 Access denied, banned sending IP [203.0.113.7].', '5.7.649', 550, 'email-blocklisted'],
  ['550 5.7.705 Access denied, tenant has exceeded threshold.', '5.7.705', 550, 'email-tenant-blocked'],
  ['550 5.7.708 Access denied, traffic not accepted from this IP.', '5.7.708', 550, 'email-tenant-blocked'],
  ['550 5.7.750 Client blocked from sending from unregistered domains.', '5.7.750', 550, 'email-tenant-blocked'],
  [
    '550 5.7.509 Access denied, sending domain x does not pass DMARC verification',
    '5.7.509',
    550,
    'email-domain-not-authenticated',
  ],
  [
    '550 5.7.233 Your message can’t be sent because your tenant exceeded its daily limit',
    '5.7.233',
    550,
    'email-daily-limit',
  ],
  ['550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup', '5.7.133', 550, 'email-recipient-restricted'],
  ['554 Throttling failure: Maximum sending rate exceeded.', '554', 554, 'email-rate-limit'],
  ['554 Throttling failure: Daily message quota exceeded', '554', 554, 'email-daily-limit'],
  ['550 User unknown', '550', 550, 'email-recipient-unknown'],
  ['571 blocked', '571', 571, 'email-sender-refused'],
  ['553 5.7.1 <x>: Sender address rejected: Domain not found', '5.7.1', 553, 'email-sender-refused'],
  ['553 5.7.1 <x>: Sender address rejected: not logged in', '5.7.1', 553, 'email-send-as-denied'],
  ['550 5.7.324 dnssec-invalid', '5.7.324', 550, 'email-recipient-server'],
  ['550 5.7.367 Remote server returned not permitted to relay', '5.7.367', 550, 'email-relay-denied'],
  ['550 5.7.507 Access denied, rejected by recipient', '5.7.507', 550, 'email-sending-server-refused'],
  ['550 5.7.703 blocked by your organization', '5.7.703', 550, 'email-tenant-blocked'],
  ['552 5.3.4 Message size exceeds fixed limit', '5.3.4', 552, 'email-too-large'],
]

test.for(found)('%s is found in the catalogue', ([excerpt, code, status, problem]) => {
  expect(findProblem(email.problems, { message: 'refused', excerpt, code, status })?.id).toBe(problem)
})
