import type { Problem } from '../../src/connector.ts'

const codes =
  'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm'
const upsert = 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm'
const duplicates = 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm'
const picklists =
  'https://help.salesforce.com/s/articleView?id=xcloud.admin_state_country_picklists_overview.htm&type=5'

/** What the REST API refuses of one lead. */
export const lead: readonly Problem[] = [
  {
    id: 'salesforce-name-missing',
    wording: ['Required fields are missing: [LastName, Company]'],
    patterns: [/Required fields are missing: \[(LastName|Company)/],
    cause: 'This lead has no last name or company, and the mapping gives no default.',
    remedy: ['Restore the default mapping of LastName and Company, or give them a default, and replay the lead.'],
    link: codes,
  },
  {
    id: 'salesforce-string-too-long',
    wording: ['data value too large'],
    codes: ['STRING_TOO_LONG'],
    patterns: [/data value too large/i],
    cause:
      'A value is longer than its field, which has been shortened since the hub last read the org’s field lengths.',
    remedy: [
      'Replay the lead: the lengths are read anew and the value is cut.',
      'Or lengthen the field in Object Manager.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-invalid-email',
    wording: ['Email: invalid email address'],
    codes: ['INVALID_EMAIL_ADDRESS'],
    patterns: [/invalid email address/i],
    cause: 'Salesforce checks e-mail addresses strictly and does not take this one.',
    remedy: [
      'Enter the lead by hand, or map Email to blank for this source and the address into Description, and replay.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-validation-rule',
    wording: ['(the administrator’s own error text)'],
    codes: ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'FIELD_FILTER_VALIDATION_EXCEPTION'],
    patterns: [/FIELD_CUSTOM_VALIDATION_EXCEPTION|FIELD_FILTER_VALIDATION_EXCEPTION/],
    cause: 'A validation rule or lookup filter of the org refuses the lead. Three leads in a row hold the destination.',
    remedy: [
      'Setup → Object Manager → Lead → Validation Rules: find the rule by its text.',
      'Exempt the integration user, e.g. NOT($Permission.Bypass_Lead_Rules), or map the value it demands.',
      'Replay the leads.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=platform.fields_about_field_validation.htm&type=5',
  },
  {
    id: 'salesforce-country-picklist',
    wording: [
      "There's a problem with this country, even though it may appear correct. Please select a country/territory from the list of valid countries.",
    ],
    codes: ['FIELD_INTEGRITY_EXCEPTION'],
    patterns: [/select a country.{0,40} from the list of valid countries/i, /problem with this (country|state)/i],
    cause: 'State and Country picklists are on, and the country or state sent is not in the org’s list.',
    remedy: [
      'Setup → State and Country/Territory Picklists → Configure: make the country active and visible.',
      'Give the integration user access to Country Code, so that the hub sends the ISO code.',
      'Replay the lead.',
    ],
    link: picklists,
  },
  {
    id: 'salesforce-restricted-picklist',
    wording: ['bad value for restricted picklist field'],
    codes: ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    patterns: [/bad value for restricted picklist field/i],
    cause:
      'The field’s picklist is restricted and lacks the value. For Lead Source that is so for every lead of the offer.',
    remedy: [
      'Setup → Object Manager → Lead → the field: untick “Restrict picklist to the values defined in the value set”,',
      'or add the value, or map the field to a value of the list.',
      'Then release the destination or replay the lead.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-duplicates-detected',
    wording: [
      'Use one of these records?',
      'You’re creating a duplicate record. We recommend you use an existing record instead.',
    ],
    codes: ['DUPLICATES_DETECTED'],
    patterns: [/DUPLICATES_DETECTED|creating a duplicate record/i],
    cause:
      'A duplicate rule in Block mode found a similar lead, contact or account. It does not prove that this lead is there.',
    remedy: [
      'The receipt or reply names the similar record: see whether it holds this lead’s interest.',
      'Setup → Duplicate Rules → the rule: Action On Create “Allow” with “Alert” lets leads in, and reports them.',
      'whenDuplicate decides what the hub makes of it: already-there or rejected.',
    ],
    link: duplicates,
  },
  {
    id: 'salesforce-duplicate-value',
    wording: ['duplicate value found'],
    codes: ['DUPLICATE_VALUE'],
    patterns: [/duplicate value found/i],
    cause: 'A unique field other than the external id field has this value on another record.',
    remedy: ['Salesforce names the field and the record. Leave the field out of the mapping, or untick Unique.'],
    link: codes,
  },
  {
    id: 'salesforce-converted-lead',
    wording: ['cannot reference converted lead'],
    codes: ['CANNOT_UPDATE_CONVERTED_LEAD'],
    patterns: [/cannot reference converted lead/i],
    cause: 'The lead has been converted to a contact; Salesforce lets nobody write it any more.',
    remedy: ['Nothing to do: the lead is there. Cancel the delivery.'],
    link: codes,
  },
  {
    id: 'salesforce-row-lock',
    wording: ['unable to obtain exclusive access to this record'],
    codes: ['UNABLE_TO_LOCK_ROW'],
    patterns: [/unable to obtain exclusive access/i],
    cause: 'Another change in the org held the same campaign, account or queue; it passes.',
    remedy: ['The hub tries again. If it is frequent, lower the destination’s concurrency to 1.'],
    link: codes,
  },
  {
    id: 'salesforce-do-not-contact',
    wording: ['(told by the hub: neither Do Not Call nor Email Opt Out is writable)'],
    codes: ['DO_NOT_CONTACT_UNWRITABLE'],
    cause: 'The lead must not be contacted, and the integration user cannot set either of the fields that say so.',
    remedy: [
      'Setup → Permission Sets → Object Settings → Leads: Edit access to Do Not Call and Email Opt Out; then replay.',
      'Or suppress such leads in the route.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=platform.users_profiles_field_perms.htm&type=5',
  },
  {
    id: 'salesforce-similar-lead',
    wording: ['(told by the hub: a similar lead without a lead-key line)'],
    codes: ['SIMILAR_LEAD'],
    cause:
      'After a lost reply the hub found a lead of the same person and source, but cannot tell whether it is this one.',
    remedy: [
      'Look at the person’s leads in Salesforce; mark the delivery as delivered, or send it again.',
      'Set externalIdField: with it the question cannot arise.',
    ],
    link: upsert,
  },
]
