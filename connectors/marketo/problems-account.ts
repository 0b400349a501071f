/** What is wrong with the account, its rights, its limits or the settings of the destination. */
import type { Problem } from '../../src/connector.ts'

const leadsPage =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'
const codesPage = 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/error-codes'
const servicesPage = 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/custom-services'
const tokensPage = 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/authentication'
const limitsPage =
  'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/marketo-integration-best-practices'

export const accountProblems = [
  {
    id: 'marketo-server-id-retired',
    wording: ['The marketo connector has been restored. Please update your configurations'],
    patterns: [/server ?id is no longer/i, /marketo.{0,100}server ?id/i],
    cause:
      'The set-up with Server ID, Munchkin ID and Form ID posted to the page a Marketo form posts to. Adobe forbids that use, and Microsoft rebuilt its connector: a configuration that still holds a Server ID delivers nothing.',
    remedy: [
      'Remove serverId from the destination.',
      'Marketo: Admin > Users & Roles > Roles: make a role with "Access API" > Read-Write Lead and Read-Only Assets.',
      'Marketo: Admin > Users & Roles > Users > Invite New User: tick "API Only" and give it that role.',
      'Marketo: Admin > Integration > LaunchPoint > New Service: Service "Custom", the API-only user of the last step.',
      'Open View Details of that service; enter Client Id as clientId and Client Secret as clientSecret.',
      'Keep munchkinId and formId; see that the form has a field "Lead Source".',
    ],
    link: leadsPage,
  },
  {
    id: 'marketo-bad-client-credentials',
    wording: ['Bad client credentials', 'No client with requested id'],
    codes: ['invalid_client', 'unauthorized'],
    cause:
      'The Client ID or the Client Secret is wrong, belongs to another Marketo instance, or the LaunchPoint service was deleted.',
    remedy: [
      'Marketo: Admin > Integration > LaunchPoint: open View Details of the service.',
      'Compare Client Id with clientId and Client Secret with clientSecret; mind blanks at the ends.',
      'Compare the Munchkin ID: Admin > Integration > Munchkin.',
      'Gone? New Service > Custom, with the API-only user; enter its values.',
    ],
    link: tokensPage,
  },
  {
    id: 'marketo-token-missing',
    wording: ['Access token not specified'],
    codes: ['600'],
    patterns: [/access token not specified/i],
    cause:
      'Marketo received the call without its Authorization header. Leadyard always sends it, so a proxy or gateway between removes it.',
    remedy: [
      'Remove baseUrl, so that Leadyard calls Marketo directly (https://<munchkinId>.mktorest.com), and check the destination.',
      'A proxy is needed: let it pass the header Authorization on, as it is. Do not move the token into the address: Marketo ends that way.',
      'Check the destination; its leads then flow in order.',
    ],
    link: tokensPage,
  },
  {
    id: 'marketo-token-refused',
    wording: ['Access token invalid', 'Access token expired'],
    codes: ['601', '602'],
    cause:
      'Marketo refused a token fetched moments before, twice. Identity service and REST service are then of different instances, or the API-only user was just disabled.',
    remedy: [
      'Set baseUrl only if you must; identity and REST have to be of one instance (Admin > Integration > Web Services).',
      'Marketo: Admin > Users & Roles: the API-only user of the service exists and has not expired.',
      'Run the check of the destination again.',
    ],
    link: tokensPage,
  },
  {
    id: 'marketo-access-denied',
    wording: ['Access denied'],
    codes: ['603'],
    cause:
      "The token is good, but the role of the API-only user lacks a permission, or this machine's address is not on the allowlist for API access.",
    remedy: [
      'Marketo: Admin > Users & Roles > Roles: the role needs "Access API" > Read-Write Lead.',
      'Mode form: also "Read-Only Assets", for the check of the form; in the workspace the form is in.',
      'Admin > Integration > Web Services > IP Restrictions: add the address this hub calls from, or none at all.',
    ],
    link: servicesPage,
  },
  {
    id: 'marketo-rate-limit',
    wording: ["Max rate limit '100' exceeded with in '20' secs"],
    codes: ['606'],
    cause:
      'All API users of the Marketo instance together made more than 100 calls in 20 seconds. The hub waits and goes on by itself.',
    remedy: [
      'If it comes back often, lower callsPer20Seconds; divide it by the number of workers.',
      'Marketo: Admin > Integration > Web Services shows which API user makes the calls.',
    ],
    link: limitsPage,
  },
  {
    id: 'marketo-daily-quota',
    wording: ['Daily quota reached'],
    codes: ['607'],
    cause:
      "The subscription's calls of the day are used up, by all API users together. The hub waits until midnight US Central.",
    remedy: [
      "Marketo: Admin > Integration > Web Services: see today's calls and who makes them.",
      'Ask your Adobe account manager for a larger quota.',
    ],
    link: limitsPage,
  },
  {
    id: 'marketo-concurrency-limit',
    wording: ['Concurrent access limit reached'],
    codes: ['615'],
    cause: 'Marketo was answering 10 calls of all API users at once. The hub waits and goes on by itself.',
    remedy: ['If it comes back often, lower flights; divide it by the number of workers.'],
    link: limitsPage,
  },
  {
    id: 'marketo-unreachable-subscription',
    wording: ['Invalid Subscription'],
    codes: ['614'],
    cause:
      'Marketo cannot find or reach the subscription. For minutes that is maintenance; for hours the subscription has moved or ended.',
    remedy: [
      'Look at status.adobe.com, Marketo Engage.',
      'Compare the Munchkin ID: Admin > Integration > Munchkin.',
      'Ask Marketo support whether the subscription is active.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-wrong-base-url',
    wording: ['Requested resource not found'],
    codes: ['610'],
    statuses: [301, 302, 303, 307, 308, 404, 405],
    cause: 'The address is not that of a Marketo REST API.',
    remedy: [
      'Remove baseUrl, and the address is made from munchkinId.',
      'Or copy the REST endpoint from Marketo: Admin > Integration > Web Services; the /rest at its end does no harm.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-feature-not-enabled',
    wording: ['The feature is not enabled for the subscription', 'Invalid subscription type'],
    codes: ['616', '703'],
    cause: 'The Marketo subscription does not include what was called.',
    remedy: ['Ask your Adobe account manager to enable the API for the subscription.', 'Or use the other mode.'],
    link: codesPage,
  },
  {
    id: 'marketo-business-rule',
    wording: [
      'Business Rule Violation',
      'Parent Folder Not Found',
      'Incompatible Folder Type',
      'ExternalSalesPersonID not found',
    ],
    codes: ['709', '710', '711', '718'],
    cause:
      'An asset in Marketo (form, folder, program), or an id the mapping sends, is not in the state the call needs.',
    remedy: [
      'Mode form: open the form in Marketo, Design Studio > Forms, and approve it.',
      'Mapping: remove externalSalesPersonId and externalCompanyId unless Marketo knows the values.',
      'Run the check of the destination again.',
    ],
    link: codesPage,
  },
  {
    id: 'marketo-malformed-request',
    wording: [
      'HTTP Method not supported',
      'Invalid JSON',
      'Invalid Content Type',
      'Invalid Multipart Request',
      'Leads not specified',
    ],
    codes: ['605', '609', '612', '613'],
    cause:
      'Marketo did not understand the request. Something between may have changed it; else it is a fault of this connector.',
    remedy: [
      "Is there a proxy in between, or a baseUrl that is not Marketo's? Remove it and check again.",
      'Otherwise report it, with the code and the excerpt shown here.',
    ],
    link: codesPage,
  },
] as const satisfies readonly Problem[]
