import type { Problem } from '../../src/connector.ts'
import { connectionProblems } from './problems-connection.ts'
import { refusalProblems } from './problems-refusals.ts'
import { signInProblems } from './problems-sign-in.ts'

const leads =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

export const problems: readonly Problem[] = [
  ...signInProblems,
  ...refusalProblems,
  ...connectionProblems,
  {
    id: 'email-uncertain',
    wording: ['whether it was taken is not known', 'it may have arrived'],
    codes: ['DIGEST_UNCERTAIN', 'UNTRUSTED_REPLY'],
    cause:
      'The connection ended after the mail was handed over and before the server’s answer. SMTP has no way to ask.',
    remedy: [
      'Look in the mailbox, or in the server’s message trace, for the Message-ID: it holds the delivery’s id.',
      'If it is there, settle the delivery as delivered; if not, replay it: the Message-ID stays the same.',
      'To repeat by itself, set whenUncertain: repeat; most mailboxes show a repeated Message-ID once.',
    ],
    link: 'https://www.rfc-editor.org/rfc/rfc1047',
  },
  {
    id: 'email-edu-lead-not-in-crm',
    wording: ['An email about the lead came, but the lead is not in the CRM'],
    cause:
      'The end user’s e-mail domain is .edu: Microsoft does not pass personal data of that domain to lead destinations.',
    remedy: [
      'Partner Center > Referrals > Leads: look for the lead there.',
      'Open a support ticket in Partner Center if it is not there. (Microsoft dropped this answer from its later pages.)',
    ],
    link: leads,
  },
  {
    id: 'email-no-contact-details',
    wording: ['An email about the lead came without any contact details'],
    cause: 'By design: Microsoft’s notice, and this connector’s mail by default, hold no personal data.',
    remedy: [
      'Look the lead up in its other destination; the mail names offer, time and lead id.',
      'If mail is a safe enough place for you, name the properties under include.',
    ],
    link: leads,
  },
]
