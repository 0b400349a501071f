/** Single leads refused, waiting, and what shows without a message of its own. */
import type { Problem } from '../../src/connector.ts'
import { application, assignRole, check, dataverse, inPartnerCenter, links, notSaved } from './problem-steps.ts'

export const symptoms: readonly Problem[] = [
  {
    id: 'dynamics-plug-in',
    wording: ['ISV code aborted the operation.'],
    codes: dataverse('0x80040265'),
    cause: "A plug-in or workflow of the environment refuses this lead, in its author's own words.",
    remedy: [
      'Read the reply: it is what the author of the plug-in wrote.',
      'Correct the mapping so that the lead has what the plug-in wants, or have the plug-in changed (Settings > Audit and logs > Plug-in trace log).',
      'Replay the rejected leads.',
    ],
    link: links.codes,
  },
  {
    id: 'dynamics-duplicate-rule',
    wording: ['A record was not created or updated because a duplicate of the current record already exists.'],
    codes: dataverse('0x80040333'),
    cause: 'A duplicate detection rule found a similar record, and the destination says `duplicateRules: reject`.',
    remedy: [
      'To write every lead: `duplicateRules: ignore`. To count the similar record as receipt: `duplicateRules: already-there`.',
      'Rules: Power Platform admin center > the environment > Settings > Data management > Duplicate detection rules.',
      'Replay the rejected leads.',
    ],
    link: 'https://learn.microsoft.com/power-apps/developer/data-platform/webapi/manage-duplicate-detection-create-update',
  },
  {
    id: 'dynamics-alternate-key',
    wording: [
      'A record that has the attribute values already exists. The entity key requires that this set of attributes contains unique values.',
    ],
    codes: dataverse('0x80060892', '0x80040237'),
    cause: 'The environment allows a value (such as an e-mail address) only once, and another record has it.',
    remedy: [
      'make.powerapps.com > the environment > Tables > Lead > Keys: see which columns must be unique.',
      'Remove the key, leave the column out of the mapping, or merge the records by hand; then replay.',
    ],
    link: links.codes,
  },
  {
    id: 'dynamics-value-too-long',
    wording: [
      'A validation error occurred. The length of the attribute of the entity exceeded the maximum allowed length.',
    ],
    codes: dataverse('0x80044331'),
    patterns: [/length of the '\w+' attribute .{0,60}exceeded the maximum allowed length/i],
    cause: 'A column was made shorter since its length was read, or the user may not read lengths.',
    remedy: [
      'Replay the lead: lengths are read anew.',
      'If it fails again, give the field a `maxLength` in the mapping.',
    ],
    link: links.codes,
  },
  {
    id: 'dynamics-service-protection',
    wording: [
      'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
      'Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds.',
      'Number of concurrent requests exceeded the limit of 52.',
    ],
    codes: dataverse('0x80072322', '0x80072321', '0x80072326'),
    cause: 'The user of this destination asks more than Dataverse allows; other programs of the same user count too.',
    remedy: [
      'Nothing: the destination rests as long as Dataverse asks, and no lead is lost.',
      'If it comes often, lower `delivery.concurrency`, or give each program an application user of its own.',
    ],
    link: links.limits,
  },
  {
    id: 'dynamics-sign-in',
    wording: [
      ...notSaved(
        '. Check the Dynamics CRM account settings. LastCRMError: Unable to sign in to Dynamics CRM, LastCRMException:',
      ),
      'Unable to Login to Dynamics CRM',
    ],
    codes: ['invalid_client', 'unauthorized_client', 'invalid_grant', 'HTTP_401'],
    statuses: [401],
    patterns: [/Unable to (sign|log) ?in to Dynamics CRM/i, /Impossible de se connecter à Dynamics CRM/i],
    cause:
      'User or password is wrong, or directory, application and secret do not match, or the account has no access to Dynamics 365 or no licence.',
    remedy: [
      `As an application: ${application} Compare the Directory (tenant) ID, the Application (client) ID and, under Certificates & secrets, the client secret with the settings.`,
      'API permissions: Dynamics CRM > user_impersonation must be there, with admin consent.',
      'As a user: sign in at https://www.office.com once; it needs a Dynamics 365 licence and must do without multifactor authentication.',
      ...assignRole,
      check,
      inPartnerCenter,
    ],
    link: links.connect,
  },
  {
    id: 'dynamics-nothing-arrives',
    wording: ["Leads do not arrive in Dynamics 365, and Microsoft's own connector shows no message."],
    cause:
      'Documented by Microsoft support: the solution is missing or lacks rights, the Office 365 password has expired, multifactor authentication is on, or the offer was not published again after an edit.',
    remedy: [
      ...assignRole,
      'Renew the password of an Office 365 user, and have multifactor authentication off for it.',
      'Partner Center > the offer > Offer setup > Customer leads: an edit takes effect only after the offer is published again.',
      'If nothing helps: delete and import the Microsoft Marketplace Lead Writer solution again, or send the leads to an Azure table or an HTTPS endpoint.',
    ],
    link: links.connect,
  },
]
