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
      help: 'rest uses the REST API, with a record id as proof. web-to-lead makes Microsoft’s form post, which is never confirmed.',
    }),
    loginUrl: address.optional().meta({
      title: 'Login address',
      help: 'The My Domain address, https://acme.my.salesforce.com, which client-credentials needs. The default is https://login.salesforce.com.',
    }),
    instanceUrl: address.optional().meta({
      title: 'API address',
      help: 'Set it only behind a proxy or emulator. It replaces the instance_url that the sign-in names.',
    }),
    auth: z.enum(auths).default('client-credentials').meta({
      title: 'Sign-in',
      help: 'client-credentials is preferred. jwt-bearer needs a certificate. password is legacy and blocked in most orgs.',
    }),
    clientId: text(
      'Consumer key',
      'Copy it from Setup → External Client App Manager → your app → Settings → OAuth Settings → Consumer Key and Secret.',
    ),
    clientSecret: secret(
      'Consumer secret',
      'For client-credentials and password: copy it from next to the consumer key.',
    ),
    username: text('User name', 'For jwt-bearer and password: the integration user, such as leads@acme.com.'),
    password: secret(
      'Password',
      'This is legacy. The hub never sends a refused password again by itself, because Salesforce locks the user.',
    ),
    securityToken: secret(
      'Security token',
      'The hub appends it to the password. It is needed unless Network Access trusts the hub’s addresses.',
    ),
    privateKey: z
      .string()
      .min(1)
      .refine((pem) => bitsOf(pem) > 0, { error: 'must be an RSA private key in PEM', abort: true })
      .refine((pem) => bitsOf(pem) >= 2048, 'must have 2048 bits or more')
      .optional()
      .meta({
        title: 'Private key',
        help: 'For jwt-bearer: the PEM of the key whose certificate is in the app, as ${file:/path}.',
        secret: true,
      }),
    audience: z.url().optional().meta({
      title: 'JWT audience',
      help: 'The default is https://login.salesforce.com, or https://test.salesforce.com when the login address is a sandbox.',
    }),
    apiVersion: z
      .string()
      .regex(/^\d{2,3}\.0$/, 'must look like "62.0", in quotes')
      .default('62.0')
      .meta({ title: 'API version', help: 'At least 52.0, because older versions ignore the duplicate rule header.' }),
    externalIdField: z
      .string()
      .regex(/^[A-Za-z]\w*__c$/, 'must be a custom field’s API name, such as Lead_Key__c')
      .optional()
      .meta({
        title: 'External id field',
        help: 'A field Text(64), External ID, Unique for the lead’s id. It is recommended, because no repeat can then double a lead.',
      }),
    saveDespiteAlert: z.boolean().default(true).meta({
      title: 'Save despite a duplicate alert',
      help: 'A duplicate rule that only alerts then does not refuse the lead. A blocking rule still does.',
    }),
    whenDuplicate: z.enum(['already-there', 'rejected']).default('already-there').meta({
      title: 'When a duplicate rule blocks',
      help: 'already-there counts as delivered, with a link to the similar record and a note. rejected shows the lead to the operator.',
    }),
    assignmentRule: z
      .union([z.boolean(), z.string().regex(/^01Q[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, 'must be an id that begins 01Q')])
      .default(true)
      .meta({
        title: 'Assignment rule',
        help: 'true: the active rule. false: no rule, and the integration user owns the lead. Or enter the id of a rule (01Q…).',
      }),
    apiShare: z.number().min(0.05).max(1).default(0.95).meta({
      title: 'Share of the daily API calls',
      help: 'The destination rests when the org’s calls of the last 24 hours reach this share of its limit. The hub warns at 0.9.',
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
        help: 'For web-to-lead: see Setup → Company Information → Salesforce.com Organization ID.',
      }),
    webToLeadUrl: address.default('https://webto.salesforce.com').meta({
      title: 'Web-to-Lead host',
      help: 'The host of the form post. For a sandbox, set https://test.salesforce.com or the My Domain address.',
    }),
    countryAsCode: z.boolean().default(false).meta({
      title: 'Country as a code',
      help: 'For web-to-lead into an org with State and Country picklists: the hub sends country_code, not country.',
    }),
    dailyLimit: z.int().min(1).default(500).meta({
      title: 'Web-to-Lead posts in 24 hours',
      help: 'The org’s limit, which Salesforce raises on request. The hub warns at 80 %, and leads wait at 100 %.',
    }),
    repeatAfterUncertain: z.boolean().default(false).meta({
      title: 'Repeat after an unknown outcome',
      help: 'For web-to-lead: the hub posts again although the first post may have arrived. This may double leads.',
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
