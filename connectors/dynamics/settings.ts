import { z } from 'zod'

const guid = z.guid('must be a GUID such as 23456052-0a1b-4c2d-8662-1234df56788f')

export const settings = z
  .strictObject({
    url: address().meta({
      title: 'URL',
      help: 'The address of the Dynamics 365 instance: `https://contoso.crm4.dynamics.com`. Of a longer address the hub takes the host.',
    }),
    directoryId: z.string().trim().min(1).optional().meta({
      title: 'Directory ID',
      help: 'The directory (tenant) id of Microsoft Entra ID. With a user name, the default is `organizations`.',
    }),
    applicationId: guid.optional().meta({
      title: 'Application (client) ID',
      help: 'The id of the app registration. With a user name, the default is the sample application of Dynamics 365.',
    }),
    applicationKey: z.string().min(1).max(2048).optional().meta({
      title: 'Client secret',
      help: 'The value of the client secret, not its id. With it the destination signs in as the application.',
      secret: true,
    }),
    applicationKeyExpires: z.iso.date().optional().meta({
      title: 'Client secret expires',
      help: 'The day on which the secret ends, as the portal shows it: `2027-10-31`. The hub warns in time.',
    }),
    username: z.string().min(1).max(128).optional().meta({
      title: 'User name',
      help: 'An Office 365 user, instead of a client secret. The user must not need multifactor authentication.',
    }),
    password: z.string().min(1).max(256).optional().meta({
      title: 'Password',
      help: 'The password of that user. A failed sign-in is never repeated by itself, because it locks the account.',
      secret: true,
    }),
    passwordExpires: z.iso.date().optional().meta({
      title: 'Password expires',
      help: 'The day on which the password ends, often after 90 days. The hub warns in time.',
    }),
    authority: address().default('https://login.microsoftonline.com').meta({
      title: 'Sign-in authority',
      help: 'The sign-in host of a sovereign cloud: `https://login.microsoftonline.us`, `https://login.partner.microsoftonline.cn`.',
    }),
    scope: z.string().min(1).optional().meta({
      title: 'Scope',
      help: 'Set it only if `url` is a proxy and not the instance: `https://contoso.crm4.dynamics.com/.default`.',
    }),
    duplicateRules: z.enum(['ignore', 'already-there', 'reject']).default('ignore').meta({
      title: 'Duplicate detection rules',
      help: '`ignore` writes every lead. Otherwise the rules run, and a similar record counts as receipt or rejects the lead.',
    }),
    ownerUser: guid.optional().meta({ title: 'Owner (user)', help: 'The id of the system user that owns the leads.' }),
    ownerTeam: guid.optional().meta({ title: 'Owner (team)', help: 'The id of the team that owns the leads.' }),
    campaign: guid.optional().meta({ title: 'Campaign', help: 'The id of the campaign that the leads belong to.' }),
    leadSourceCode: z.int().min(0).optional().meta({
      title: 'Lead source',
      help: 'The value of the choice `leadsourcecode`, such as 8 for Web. A mapping of that field overrides it.',
    }),
  })
  .superRefine((given, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (given.username === undefined && given.applicationKey === undefined) {
      wrong('applicationKey', 'give applicationKey, or username and password')
    }
    if (given.username !== undefined && given.applicationKey !== undefined) {
      wrong('username', 'give applicationKey, or username and password, not both')
    }
    if ((given.username === undefined) !== (given.password === undefined)) {
      wrong('password', 'username and password belong together')
    }
    for (const key of ['directoryId', 'applicationId'] as const) {
      if (given.applicationKey !== undefined && given[key] === undefined) wrong(key, 'belongs to applicationKey')
    }
    if (given.ownerUser && given.ownerTeam) wrong('ownerTeam', 'a lead has one owner: ownerUser or ownerTeam')
  })

export type Settings = z.output<typeof settings>

/** The origin of a web address. Plain http only inside one machine or network: secrets travel on it. */
function address() {
  return z.string().transform((text, context) => {
    const trimmed = text.trim()
    const url = URL.parse(trimmed.includes('://') ? trimmed : `https://${trimmed}`)
    if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isNear(url.hostname)))) return url.origin
    context.addIssue({ code: 'custom', message: 'must be an https address such as https://contoso.crm4.dynamics.com' })
    return z.NEVER
  })
}

function isNear(hostname: string): boolean {
  return /^(127\.[\d.]+|\[::1\]|[^.]+)$/.test(hostname)
}
