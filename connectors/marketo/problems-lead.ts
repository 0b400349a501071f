/** What is wrong with the form, the fields, the partitions and the leads themselves. */
import type { Problem } from '../../src/connector.ts'

const partnerCenterPage =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'
const codesPage = 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/error-codes'
const leadsPage = 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/lead-database/leads'
const formsPage = 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/assets/forms'

export const leadProblems = [
  {
    id: 'marketo-form-not-found',
    wording: ['No assets found for the given search criteria.', 'Form not found'],
    codes: ['FORM_NOT_FOUND', '702'],
    cause: 'There is no form with that id in the instance, or the API user has no role in its workspace.',
    remedy: [
      'Marketo: open the form; its id is the number in the address (…#FO1179A1 is 1179) and in the embed code.',
      'Correct formId.',
      'Admin > Users & Roles: give the API user its role in the workspace of the form.',
    ],
    link: formsPage,
  },
  {
    id: 'marketo-form-without-lead-source',
    wording: ['The form has no field "Lead Source"'],
    codes: ['FORM_WITHOUT_LEAD_SOURCE'],
    cause:
      'Partner Center asks for a field named "Lead Source" on the form, mapped to the system field SourceSystemName or a custom one; without it Marketo skips every lead.',
    remedy: [
      'Marketo: Design Studio > Forms > the form > Edit Draft: add the field Lead Source (hidden will do).',
      'Finish, then Approve & Close.',
      'Is another field behind the label? Mapping: leadSource: null and <REST name>: "{{ source.text }}".',
    ],
    link: partnerCenterPage,
  },
  {
    id: 'marketo-form-without-email',
    wording: ['The form has no field "Email Address"'],
    codes: ['FORM_WITHOUT_EMAIL'],
    cause: 'Marketo finds and makes persons by e-mail; a form without it takes no submission over the API.',
    remedy: [
      'Marketo: Design Studio > Forms > the form > Edit Draft: add Email Address.',
      'Finish, then Approve & Close.',
    ],
    link: formsPage,
  },
  {
    id: 'marketo-form-without-do-not-call',
    wording: ['the form has no "Do Not Call" field'],
    cause: 'The lead is a "do not contact" notice, and the form cannot say so.',
    remedy: [
      'Add the field Do Not Call to the form (hidden will do), approve it, and replay the lead.',
      'Or let no route send such leads here: when: action: without DNC.',
    ],
    link: formsPage,
  },
  {
    id: 'marketo-field-not-found',
    wording: ["Field '%s' not found"],
    codes: ['1006'],
    patterns: [/field ['"‘].{1,100}['"’] not found/i],
    cause:
      'A field that is sent does not exist in Marketo under that REST name, or (mode form) is not on the form. Marketo then skips the whole lead.',
    remedy: [
      'Mode form: add the named field to the form and approve it; or leave it out, mapping: <field>: null.',
      'Mode sync: Marketo: Admin > Database Management > Field Management shows the fields; Export Field Names gives the REST names, which are case-sensitive.',
      'Correct the mapping; run the check; the waiting leads then flow.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-field-not-supported',
    wording: ["Field '%s' not supported"],
    codes: ['1011'],
    patterns: [/field ['"‘].{1,100}['"’] not supported/i],
    cause: 'Marketo does not take the field in this place: a system field, or one that cannot be used for looking up.',
    remedy: ['Leave the named field out of the mapping: <field>: null.'],
    link: codesPage,
  },
  {
    id: 'marketo-company-update',
    wording: ['Company update not allowed'],
    codes: ['1021'],
    cause: 'The person belongs to a company that Marketo keeps by its own or from a CRM; no lead may change its name.',
    remedy: ['Stop sending the company: mapping: company: null.', 'Or send it into a custom field of the person.'],
    link: leadsPage,
  },
  {
    id: 'marketo-partition-denied',
    wording: ["Access denied to partition '%s'"],
    codes: ['1008'],
    patterns: [/access denied to partition/i],
    cause: 'The API user has no role in a workspace that sees the lead partition.',
    remedy: [
      'Marketo: Admin > Workspaces & Partitions: which workspace sees the partition?',
      'Admin > Users & Roles: give the API user its role in that workspace; or correct partition.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-partition-missing',
    wording: ['Partition name must be specified'],
    codes: ['1009'],
    cause: 'The subscription has several lead partitions and none was named.',
    remedy: ['Mode sync: set partition to the name shown in Admin > Workspaces & Partitions.'],
    link: codesPage,
  },
  {
    id: 'marketo-partition-update',
    wording: ['Partition update not allowed'],
    codes: ['1010'],
    cause: 'The person exists already, in another lead partition than the one named.',
    remedy: ['Remove partition, or name the one the persons are in.', 'Or move the person in Marketo and replay.'],
    link: codesPage,
  },
  {
    id: 'marketo-object-not-found',
    wording: ['Object not found'],
    codes: ['1013'],
    cause: 'The form, program or list was deleted, renamed, or is in a workspace the API user cannot see.',
    remedy: [
      "Mode form: compare formId with the number in the form's address.",
      "Mode sync: compare program with the program's name, letter by letter.",
      "Admin > Users & Roles: the API user's role in that workspace.",
    ],
    link: codesPage,
  },
  {
    id: 'marketo-crm-enabled',
    wording: ['CRM Enabled'],
    codes: ['1018'],
    cause:
      "The instance is synchronised with a CRM by Marketo's own integration, which reserves this action for itself.",
    remedy: [
      'Leave out the fields that the CRM owns (company, externalCompanyId, externalSalesPersonId).',
      'Or deliver to the CRM instead.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-program-status',
    wording: ['Program status not found'],
    codes: ['1025'],
    cause: 'The channel of the program does not have the status asked for.',
    remedy: ["Marketo: Admin > Tags > Channels: give the program's channel its statuses, or choose another program."],
    link: codesPage,
  },
  {
    id: 'marketo-filter-unsupported',
    wording: ['Unsupported filter type'],
    codes: ['1035'],
    cause: 'The subscription does not support the filter that was asked for.',
    remedy: ['Ask your Adobe account manager; report it, with the excerpt shown here.'],
    link: codesPage,
  },
  {
    id: 'marketo-duplicate-persons',
    wording: ['Multiple leads match the lookup criteria', 'Multiple lead match lookup criteria'],
    codes: ['1007'],
    cause: 'Marketo has several persons with this e-mail and updates only where there is one.',
    remedy: [
      'Marketo: Database > System Smart Lists > Possible Duplicates; find the e-mail.',
      'Select the persons, Person Actions > Merge People.',
      'Replay the lead.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-refused-value',
    wording: [
      "Invalid value '%s'. Required of type '%s'",
      "Missing value for the required parameter '%s'",
      '%s cannot be blank',
      'Invalid data',
    ],
    codes: ['701', '1001', '1002', '1003', '1004'],
    patterns: [/required of type/i, /cannot be blank/i],
    cause: 'A value does not fit its field in Marketo, or a field that Marketo requires was blank.',
    remedy: [
      'Read the excerpt: it names the field.',
      'Mode form: does the form require a field the mapping does not fill? Give it a default, or make it optional.',
      'Correct the mapping and replay.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-no-usable-email',
    wording: ['Only ASCII characters are supported in the email address field'],
    codes: ['EMAIL_MISSING', 'EMAIL_INVALID', 'EMAIL_NOT_ASCII', 'EMAIL_TOO_LONG'],
    cause: 'Marketo knows persons by e-mail, in ASCII letters only. This lead has none that it would take.',
    remedy: [
      'Correct the e-mail of the lead and replay it.',
      'Leads without e-mail need another destination; route them to one.',
    ],
    link: leadsPage,
  },
] as const satisfies readonly Problem[]
