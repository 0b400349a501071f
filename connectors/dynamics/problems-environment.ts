/** What the Dataverse environment refuses after the sign-in. Texts: Partner Center's FAQ, Microsoft Learn, public answers. */
import type { Problem } from '../../src/connector.ts'
import { assignRole, check, dataverse, enter, environment, inPartnerCenter, links, notSaved } from './problem-steps.ts'

export const environmentProblems: readonly Problem[] = [
  {
    id: 'dynamics-missing-column-permission',
    wording: notSaved('. User does not have create permissions for the leadsourcecode attribute in the lead entity'),
    codes: dataverse('0x8004f502', '0x8004f507'),
    patterns: [
      /does not have create permissions (for the \w+ attribute|to a secured field)/i,
      /ne dispose pas d[’']autorisations de création pour l[’']attribut/i,
    ],
    cause:
      'The application or user lacks the lead writer role, or a column is secured and no profile lets it write there.',
    remedy: [
      ...assignRole,
      'If the column is secured: Settings > Users + permissions > Column security profiles, open the profile, add the user, and allow Create for the column.',
      check,
      inPartnerCenter,
    ],
    link: links.connect,
  },
  {
    id: 'dynamics-no-role',
    wording: notSaved('. LastCRMError: SecLib::RetrievePrivilegeForUser failed - no roles are assigned to user.'),
    codes: dataverse('0x80042f09'),
    patterns: [/no roles are assigned to user/i, /RetrievePrivilegeForUser en échec - aucun rôle attribué/i],
    cause: 'The application user or user has no security role at all.',
    remedy: [...assignRole, check, inPartnerCenter],
    link: links.connect,
  },
  {
    id: 'dynamics-missing-privilege',
    wording: ['Principal user is missing prvCreateLead privilege.'],
    codes: [...dataverse('0x80040220', '0x80048306', '0x80040299'), 'PRIVILEGE_MISSING'],
    patterns: [/is missing prv[A-Z]\w+/, /SecLib::(AccessCheckEx|CheckPrivilege)/],
    cause:
      'The roles of the user do not let it create leads, or not for this owner or campaign. The message names the privilege.',
    remedy: [
      ...assignRole,
      'For `ownerUser` or `ownerTeam` Lead needs Assign; for `campaign`, Campaign needs Append To.',
      'For an erasure (prvDeleteLead) Lead needs Delete, which Microsoft Marketplace Lead Writer lacks: add it to a role of your own.',
      check,
    ],
    link: links.codes,
  },
  {
    id: 'dynamics-user-disabled',
    wording: ['The specified user is either disabled or is not a member of any business unit.'],
    codes: dataverse('0x80040225'),
    cause: 'The user is disabled in this environment, or its licence is gone.',
    remedy: [
      environment,
      'Settings > Users + permissions > Application users (or Users): activate it, and see that it has a business unit.',
      'A user needs a licence for Dynamics 365: Microsoft 365 admin center > Users > Active users > Licenses and apps.',
      check,
    ],
    link: links.applicationUser,
  },
  {
    id: 'dynamics-wrong-url',
    wording: notSaved(
      '. LastCRMError: The request channel timed out while waiting for a reply after 00:02:00. Increase the timeout value passed to the call to Request or increase the SendTimeout value on the Binding. The time allotted to this operation may have been a portion of a longer timeout.',
    ),
    codes: ['ENOTFOUND', 'ERR_INVALID_URL'],
    patterns: [
      /no reply in time before anything was sent/,
      /request channel timed out while waiting for a reply/i,
      /canal de demande a dépassé le délai/i,
      /No HTTP resource was found that matches the request URI/i,
    ],
    cause:
      'The URL is not a Dynamics 365 instance: mistyped, moved, deleted, on premises, or a proxy answers in its place.',
    remedy: [
      `${environment} Copy the Environment URL, such as https://contoso.crm4.dynamics.com.`,
      enter('url'),
      "Microsoft's own connector says the same: Partner Center > the offer > Offer setup > Customer leads > Edit > URL.",
    ],
    link: links.connect,
  },
  {
    id: 'dynamics-no-lead-table',
    wording: ["Resource not found for the segment 'leads'."],
    codes: dataverse('0x8006088a'),
    patterns: [/Resource not found for the segment/i],
    cause:
      'The environment has no table Lead: Dynamics 365 Sales is not installed in it. (Another segment: the table of that name is missing, such as campaigns.)',
    remedy: [
      'make.powerapps.com > choose the environment of `url` at the top > Tables > All: search for Lead. If it is missing:',
      `${environment} Resources > Dynamics 365 apps > Install app > Dynamics 365 Sales > Next > agree > Install. It takes up to an hour; the status must say Installed.`,
      'It is not offered: the environment was created without “Enable Dynamics 365 apps”, which cannot be changed later. Take another environment that has Sales, or create one with it.',
      'Or the leads belong elsewhere: copy the Environment URL of the environment that has Sales.',
      enter('url'),
      'In the new environment too: import the Microsoft Marketplace Lead Writer solution and assign its role to the application user.',
    ],
    link: 'https://learn.microsoft.com/power-platform/admin/manage-apps',
  },
  {
    id: 'dynamics-unknown-field',
    wording: ["Could not find a property named 'new_offer' on type 'Microsoft.Dynamics.CRM.lead'."],
    codes: [...dataverse('0x80060888', '0x80048d19'), 'UNKNOWN_FIELD'],
    patterns: [
      /Could not find a property named '\w+'/,
      /Invalid property '\w+' was found/,
      /Error identified in Payload provided by the user/,
    ],
    cause: 'The mapping fills a column that leads do not have, that cannot be set, or with a value of the wrong kind.',
    remedy: [
      'make.powerapps.com > the environment > Tables > Lead > Columns: compare the logical names with the mapping of the destination.',
      'Correct the mapping in config.yaml, or add the column. A lookup is written `campaignid@odata.bind: "/campaigns(<id>)"`.',
      check,
    ],
    link: links.codes,
  },
  {
    id: 'dynamics-option-value',
    wording: [
      "A validation error occurred. The value of 'leadsourcecode' on record of type 'lead' is outside the valid range.",
    ],
    codes: [...dataverse('0x8004431a'), 'VALUE_OF_WRONG_TYPE'],
    patterns: [/outside the valid range\. Accepted Values/i],
    cause: 'A choice is given a value that it does not have, or a column of numbers a text.',
    remedy: [
      'make.powerapps.com > the environment > Tables > Lead > Columns > Lead Source (or the column named): read the values of its choices.',
      'Correct `leadSourceCode`, or the mapping of that column, in config.yaml.',
      'Check the destination, or replay the rejected leads.',
    ],
    link: links.codes,
  },
  {
    id: 'dynamics-reference-not-found',
    wording: ['systemuser With Id = 00000000-0000-0000-0000-000000000000 Does Not Exist'],
    codes: dataverse('0x80060891', '0x80040217'),
    patterns: [/With Id = [0-9a-f-]{36} Does Not Exist/i, /specified key values does not exist in/i],
    cause: 'Owner, team or campaign of the settings (or a lookup of the mapping) does not exist in this environment.',
    remedy: [
      'Open the user, team or campaign in Dynamics 365: its id stands in the address bar, behind `id=`.',
      enter('ownerUser', 'ownerTeam', 'campaign'),
    ],
    link: links.codes,
  },
  {
    id: 'dynamics-environment-closed',
    wording: ['The environment is in administration mode.'],
    codes: dataverse('0x80048544'),
    patterns: [/(is in|enabled) (administration|read-only) mode/i, /storage (capacity|limit|quota)/i],
    cause: 'The environment is read-only, in administration mode, being copied or restored, or out of storage.',
    remedy: [
      `${environment} Edit: set Administration mode to Disabled.`,
      'Resources > Capacity: free or buy storage if the environment is over its limit.',
      check,
    ],
    link: 'https://learn.microsoft.com/power-platform/admin/admin-mode',
  },
]
