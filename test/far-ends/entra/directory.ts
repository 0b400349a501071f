/** A directory of Entra: its sign-ins, its resources, and the numbers of its refusals. */
import { randomBytes, randomUUID } from 'node:crypto'

export interface DirectoryOptions {
  directoryId?: string
  applicationId?: string
  applicationKey?: string
  username?: string
  password?: string
  /** Client applications without a secret (user and password), besides the sample application of Dynamics 365. */
  publicApplications?: readonly string[]
  /** Resources of the directory; a scope for another resource gets AADSTS500011. @default any */
  resources?: readonly string[]
}

export type Form = Readonly<Record<string, string>>

const sampleApplication = '51f81489-12ee-4a9e-aaae-a2591f45987d'

export function makeDirectory(options: DirectoryOptions) {
  const directory = {
    directoryId: options.directoryId ?? randomUUID(),
    applicationId: options.applicationId ?? randomUUID(),
    applicationKey: options.applicationKey ?? `key~${randomBytes(16).toString('hex')}`,
    username: options.username ?? 'lead-writer@contoso.onmicrosoft.com',
    password: options.password ?? `pass~${randomBytes(8).toString('hex')}`,
  }
  const publicApplications = [sampleApplication, ...(options.publicApplications ?? [])]
  let failedPasswords = 0

  /** The number of the refusal, or 0 if the sign-in is allowed. */
  function judge(tenant: string, form: Form): number {
    const { grant_type, client_id = '', client_secret } = form
    const byPassword = grant_type === 'password'
    if (!/^[0-9a-f-]{36}$|^[\w-]+(\.[\w-]+)+$|^organizations$/i.test(tenant)) return 900023
    if (tenant !== directory.directoryId && !(tenant === 'organizations' && byPassword)) return 90002
    const isPublic = byPassword && publicApplications.includes(client_id)
    if (client_id !== directory.applicationId && !isPublic) return 700016
    const wrong = judgeScope(form['scope'] ?? '')
    if (wrong) return wrong
    if (!isPublic && client_secret === undefined) return 7000218
    if (!isPublic && client_secret !== directory.applicationKey) return 7000215
    if (grant_type === 'client_credentials') return 0
    return byPassword ? judgeUser(form) : 70003
  }

  function judgeScope(scope: string): number {
    if (!/^https?:\/\/\S+\/\.default$/.test(scope)) return 70011
    return options.resources && !options.resources.includes(resourceOf(scope)) ? 500011 : 0
  }

  function judgeUser(form: Form): number {
    if (form['username']?.toLowerCase() !== directory.username.toLowerCase()) return 50034
    // Smart lockout: ten failures lock the account.
    if (failedPasswords >= 10) return 50053
    if (form['password'] === directory.password) return 0
    failedPasswords++
    return 50126
  }

  return { directory, judge }
}

export function resourceOf(scope: string): string {
  return scope.replace('/.default', '')
}
