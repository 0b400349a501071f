import type { Problem } from '../../src/connector.ts'

const setUp = 'https://help.salesforce.com/s/articleView?id=sales.setting_up_web-to-lead.htm&type=5'
const limit = 'https://help.salesforce.com/s/articleView?id=000382807&type=1'
const microsoft =
  'https://learn.microsoft.com/en-us/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-lead-management-instructions-salesforce'

/** What goes wrong after, or instead of, Web-to-Lead's "200 OK". Most of it is silent: these are found by `explain`. */
export const webToLead: readonly Problem[] = [
  {
    id: 'salesforce-web-to-lead-refused',
    wording: ['Is-Processed: true Exception:common.exception.SalesforceGenericException'],
    codes: ['common.exception.SalesforceGenericException', 'Exception'],
    patterns: [/Is-Processed: true\s+Exception/i],
    cause: 'The organisation id is wrong, Web-to-Lead is switched off, or a field that the form needs is missing.',
    remedy: [
      'Setup → Company Information: compare “Salesforce.com Organization ID” with oid.',
      'Setup → Web-to-Lead → Edit: tick “Web-to-Lead Enabled”.',
      'A sandbox needs webToLeadUrl: https://test.salesforce.com, and its own oid.',
    ],
    link: setUp,
  },
  {
    id: 'salesforce-web-to-lead-wrong-address',
    wording: ['(a web page without the header Is-Processed)', '(a redirect)'],
    codes: ['NO_IS_PROCESSED', 'REDIRECT'],
    cause: 'webToLeadUrl is not the host of the Web-to-Lead servlet, or a proxy answers in its place.',
    remedy: [
      'Leave webToLeadUrl out for production (https://webto.salesforce.com).',
      'For a sandbox set https://test.salesforce.com or its My Domain address, without a path.',
    ],
    link: setUp,
  },
  {
    id: 'salesforce-daily-limit',
    wording: ['Web-to-Lead limit of 500 leads in a 24-hour period'],
    codes: ['DAILY_LIMIT'],
    patterns: [/daily Web-to-Lead limit|500 Web-to-Lead/i],
    cause:
      'The org takes 500 Web-to-Lead posts in 24 hours. Salesforce puts more into a queue of 50,000, then rejects them and mails the administrator about the first five.',
    remedy: [
      'Nothing is lost: the leads wait in the hub until posts are free again.',
      'Use mode: rest, which has no such limit,',
      'or ask Salesforce to raise it and set dailyLimit to the new number.',
    ],
    link: limit,
  },
  {
    id: 'salesforce-required-picklist',
    wording: ['The lead or test lead does not appear in Salesforce (a mandatory field is based on a pick list)'],
    patterns: [/(test )?lead does(n.t| not) appear/i, /mandatory .{0,100}pick ?list/i],
    cause:
      'Web-to-Lead says “taken” before it saves. A mandatory field that the form does not fill, a validation rule or a duplicate rule then drops the lead; only the Default Lead Creator gets a mail.',
    remedy: [
      'Setup → Object Manager → Lead → Fields & Relationships: make mandatory pick-list fields optional, or text.',
      'Setup → Validation Rules and Duplicate Rules of Lead: let leads with a “lead-key:” line in Description pass.',
      'Setup → Web-to-Lead → Default Lead Creator: read that user’s mailbox for the reason.',
      'Or use mode: rest, where Salesforce names the reason to the hub.',
    ],
    link: microsoft,
  },
  {
    id: 'salesforce-country-list',
    wording: ['Azure Marketplace doesn’t support prepopulated lists, such as a list of values for the Country field'],
    patterns: [/prepopulated lists|list of values for the Country field/i],
    cause:
      'State and Country picklists are on: Web-to-Lead drops a lead whose country is not the list’s integration value.',
    remedy: [
      'Set countryAsCode: true, and the hub sends the ISO code as country_code.',
      'Or Setup → State and Country/Territory Picklists: make sure the countries are active and visible.',
      'Or switch the picklists off.',
    ],
    link: microsoft,
  },
  {
    id: 'salesforce-recaptcha',
    wording: ['Include reCAPTCHA in HTML'],
    patterns: [/recaptcha/i],
    cause: 'The org demands reCAPTCHA for Web-to-Lead; a post by a program is dropped without a word.',
    remedy: ['Setup → Web-to-Lead → Edit: untick “Require reCAPTCHA Verification”, then replay the leads.'],
    link: microsoft,
  },
  {
    id: 'salesforce-lead-not-seen',
    wording: ['The lead was accepted, but nobody sees it'],
    patterns: [/accepted,? but (nobody|no one) sees/i],
    cause:
      'An assignment rule gave the lead to a queue or a user other than expected, or the list view filters it out.',
    remedy: [
      'Search Salesforce for the lead’s e-mail address, or report on Description contains “lead-key:”.',
      'Setup → Lead Assignment Rules, and Setup → Lead Settings → Default Lead Owner: see who gets what matches no rule.',
    ],
    link: setUp,
  },
]
