/** The part `api:` of config.yaml: who may call the API, and how they prove who they are. */
import { z } from 'zod'
import { passwordHash } from '../settings/password-hash.ts'
import { secretKey } from '../settings/secret-key.ts'
import { id } from './names.ts'
import { cidr } from './policy.ts'

const role = z.enum(['viewer', 'operator']).default('viewer')

const tokenSchema = z.strictObject({
  name: id.meta({ help: 'Name of the token; it stands in the audit.' }),
  token: secretKey.meta({ secret: true, help: 'Bearer token.' }),
  role: role.meta({ help: '`viewer` reads, without personal data; `operator` sees them, and also acts.' }),
})

const userSchema = z.strictObject({
  name: id.meta({ help: 'Name with which the person signs in; it stands in the audit.' }),
  hash: passwordHash.meta({ secret: true, help: 'The line that `leadyard hash-password` prints.' }),
  role: role.meta({ help: 'As for tokens.' }),
})

/** Plain HTTP would show codes and tokens to the network. */
function isGuarded(text: string): boolean {
  const url = URL.parse(text)
  return (
    url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
  )
}

const guardedUrl = z.string().refine(isGuarded, 'must start with https:// (http:// for this machine alone)')
const values = z.array(z.string().min(1).max(500)).default([])

const oidcSchema = z
  .strictObject({
    issuer: guardedUrl.meta({
      help: 'Address of the identity provider. Of Entra ID: `https://login.microsoftonline.com/<directory id>/v2.0`.',
    }),
    clientId: z.string().min(1).meta({ help: 'Id of the application that is registered for the hub.' }),
    clientSecret: z.string().min(1).meta({ secret: true, help: 'Secret of that application.' }),
    returnUrl: guardedUrl.optional().meta({
      help: 'Address of `/api/oidc/return` as browsers see it, registered at the provider. Default: from the request.',
    }),
    scope: z.string().min(1).default('openid profile email').meta({ help: 'Scopes to ask for; `openid` is needed.' }),
    claim: z.string().min(1).default('groups').meta({
      help: 'Claim with the groups or app roles of a person; of Entra ID `groups` (object ids) or `roles`.',
    }),
    operators: values.meta({ help: 'Values of the claim that make an operator.' }),
    viewers: values.meta({ help: 'Values of the claim that make a viewer.' }),
    label: z.string().min(1).max(60).default('single sign-on').meta({ help: 'Name of the provider for people.' }),
    allowNetworks: z
      .array(cidr)
      .default([])
      .meta({ help: 'Private networks (CIDR) that the provider may be in; all others are refused.' }),
  })
  .refine(({ operators, viewers }) => operators.length + viewers.length > 0, {
    error: 'needs operators or viewers, or no person can sign in',
  })

export const apiSchema = z.strictObject({
  tokens: z.array(tokenSchema).default([]),
  users: z
    .array(userSchema)
    .default([])
    .refine((users) => new Set(users.map(({ name }) => name)).size === users.length, 'two of them have one name'),
  oidc: oidcSchema.optional(),
})

export type Token = z.output<typeof tokenSchema>
export type User = z.output<typeof userSchema>
export type OidcSettings = z.output<typeof oidcSchema>
