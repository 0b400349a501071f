/** What a browser may do with a page of the console. */

/** Where browsers report what the policy refused. */
export const reportPath = '/csp-reports'

const policy = [
  "default-src 'none'",
  ...['script', 'style', 'img', 'font', 'connect'].map((what) => `${what}-src 'self'`),
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  `report-uri ${reportPath}`,
  'report-to csp',
].join('; ')

/** Of every file. */
export const fileHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

/** Of the page itself. */
export const pageHeaders: Readonly<Record<string, string>> = {
  ...fileHeaders,
  'content-security-policy': policy,
  'reporting-endpoints': `csp="${reportPath}"`,
  'cross-origin-opener-policy': 'same-origin',
}
