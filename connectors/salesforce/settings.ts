import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'

// Plain http only where nothing can listen in: this machine, or a host name without a dot (an emulator's container).
const safely = /^(https:\/\/|http:\/\/(localhost|127\.|\[::1\]|[^./:]+[:/]|[^./:]+$))/

const address = z
  .url({ error: 'must be a complete address, such as https://acme.my.salesforce.com' })
  .regex(safely, 'must start with https://')
  .refine((url) => !/\.lightning\./.test(url), 'must be the My Domain address (…my.salesforce.com), not …lightning.…')

const text = (title: string, help: string) => z.string().min(1).optional().meta({ title, help })
const secret = (title: string, help: string) => z.string().min(1).optional().meta({ title, help, secret: true })

const auths = ['client-credentials', 'jwt-bearer', 'password'] as const

/** One Salesforce org, reached by its REST API or by its Web-to-Lead form. */
export const settings = z
  .strictObject({
    mode: z.enum(['rest', 'web-to-lead']).meta({
      title: 'Mode',
      help: 'rest: the REST API, with a record id as proof. web-to-lead: the form post Microsoft uses; taken, never confirmed.',
    }),
    loginUrl: address.optional().meta({
      title: 'Login address',
      help: 'My Domain, https://acme.my.salesforce.com. client-credentials needs it; else default https://login.salesforce.com.',
    }),
    instanceUrl: address.optional().meta({
      title: 'API address',
      help: 'Only behind a proxy or emulator: used instead of the instance_url that the sign-in names.',
    }),
    auth: z.enum(auths).default('client-credentials').meta({
      title: 'Sign-in',
      help: 'client-credentials is preferred; jwt-bearer needs a certificate; password is legacy and blocked in most orgs.',
    }),
    clientId: text(
      'Consumer key',
      'Setup → External Client App Manager → your app → Settings → OAuth Settings → Consumer Key and Secret.',
    ),
    clientSecret: secret('Consumer secret', 'Next to the consumer key. For client-credentials and password.'),
    username: text('User name', 'The integration user, such as leads@acme.com. For jwt-bearer and password.'),
    password: secret(
      'Password',
      'Legacy. A refused password is never sent again by itself, because Salesforce locks the user.',
    ),
    securityToken: secret(
      'Security token',
      'Appended to the password; needed unless the hub’s addresses are trusted in Network Access.',
    ),
    privateKey: z
      .string()
      .min(1)
      .refine((pem) => bitsOf(pem) > 0, { error: 'must be an RSA private key in PEM', abort: true })
      .refine((pem) => bitsOf(pem) >= 2048, 'must have 2048 bits or more')
      .optional()
      .meta({
        title: 'Private key',
        help: 'PEM of the key whose certificate is in the app, as ${file:/path}. For jwt-bearer.',
        secret: true,
      }),
    audience: z.url().optional().meta({
      title: 'JWT audience',
      help: 'Default https://login.salesforce.com, or https://test.salesforce.com when the login address is a sandbox.',
    }),
    apiVersion: z
      .string()
      .regex(/^\d{2,3}\.0$/, 'must look like "62.0", in quotes')
      .default('62.0')
      .meta({ title: 'API version', help: 'At least 52.0: older ones ignore the duplicate rule header.' }),
    externalIdField: z
      .string()
      .regex(/^[A-Za-z]\w*__c$/, 'must be a custom field’s API name, such as Lead_Key__c')
      .optional()
      .meta({
        title: 'External id field',
        help: 'Text(64), External ID, Unique. The lead’s id goes there, and no repeat can double the lead. Recommended.',
      }),
    saveDespiteAlert: z.boolean().default(true).meta({
      title: 'Save despite a duplicate alert',
      help: 'A duplicate rule that only alerts does not keep the lead out. A blocking rule still does.',
    }),
    whenDuplicate: z.enum(['already-there', 'rejected']).default('already-there').meta({
      title: 'When a duplicate rule blocks',
      help: 'already-there: delivered, with a link to the similar record and a note. rejected: shown to the operator.',
    }),
    assignmentRule: z
      .union([z.boolean(), z.string().regex(/^01Q[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, 'must be an id that begins 01Q')])
      .default(true)
      .meta({
        title: 'Assignment rule',
        help: 'true: the active rule. false: none, the integration user owns the lead. Or the id of a rule (01Q…).',
      }),
    apiShare: z.number().min(0.05).max(1).default(0.95).meta({
      title: 'Share of the daily API calls',
      help: 'The destination rests when the org’s calls of the last 24 hours reach this share of its limit; warned at 0.9.',
    }),
    oid: z
      .string()
      .regex(
        /^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/,
        'must be the organisation id: 15 or 18 letters and digits, 00D first',
      )
      .optional()
      .meta({
        title: 'Organisation id',
        help: 'For web-to-lead. Setup → Company Information → Salesforce.com Organization ID.',
      }),
    webToLeadUrl: address.default('https://webto.salesforce.com').meta({
      title: 'Web-to-Lead host',
      help: 'The host of the form post; https://test.salesforce.com or the My Domain address for a sandbox.',
    }),
    countryAsCode: z.boolean().default(false).meta({
      title: 'Country as a code',
      help: 'For web-to-lead into an org with State and Country picklists: send country_code, not country.',
    }),
    dailyLimit: z.int().min(1).default(500).meta({
      title: 'Web-to-Lead posts in 24 hours',
      help: 'The org’s limit; Salesforce raises it on request. Warned at 80 %, waiting at 100 %.',
    }),
    repeatAfterUncertain: z.boolean().default(false).meta({
      title: 'Repeat after an unknown outcome',
      help: 'For web-to-lead: post again although the first post may have arrived. Doubles leads; nothing can prevent it.',
    }),
  })
  .superRefine((given, context) => {
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    const way = given.mode === 'rest' ? given.auth : given.mode
    for (const key of needed[way]) {
      if (given[key] === undefined) refuse(key, `is required for ${way}`)
    }
    for (const key of onlyFor[given.mode === 'rest' ? 'web-to-lead' : 'rest']) {
      if (given[key] !== undefined) refuse(key, `has no meaning when mode is ${given.mode}; remove it`)
    }
    if (way === 'client-credentials' && /\/\/(login|test)\.salesforce\.com/.test(given.loginUrl ?? '')) {
      refuse('loginUrl', 'must be your My Domain address, https://….my.salesforce.com, for client-credentials')
    }
  })

export type Settings = z.output<typeof settings>

const needed = {
  'client-credentials': ['loginUrl', 'clientId', 'clientSecret'],
  'jwt-bearer': ['clientId', 'username', 'privateKey'],
  password: ['clientId', 'clientSecret', 'username', 'password'],
  'web-to-lead': ['oid'],
} as const

const onlyFor = {
  rest: ['loginUrl', 'clientId', 'clientSecret', 'username', 'password', 'privateKey', 'externalIdField'],
  'web-to-lead': ['oid'],
} as const

/** @returns 0 when it is no RSA private key in PEM */
function bitsOf(pem: string): number {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    return asymmetricKeyType === 'rsa' ? (asymmetricKeyDetails?.modulusLength ?? 0) : 0
  } catch {
    return 0
  }
}
