/** What the tables of Entra's refusals have in common: names, places in Microsoft's portal, sentences. */
import type { Problem } from '../connector.ts'

/** How the connector calls its settings. */
export interface EntraNames {
  /** Of the connector: begins each id. */
  type: string
  application: string
  directory: string
  secret: string
}

export type Key =
  | 'secret'
  | 'application'
  | 'directory'
  | 'cloud'
  | 'no-service-principal'
  | 'public-application'
  | 'malformed-request'
  | 'consent'
  | 'not-assigned'
  | 'disabled'
  | 'resource'
  | 'conditional-access'
  | 'certificate-refused'
  | 'user-elsewhere'
  | 'other-directory-refused'

export type EntraProblem = [Key, Omit<Problem, 'id' | 'link'>]

export const center = 'Microsoft Entra admin center (entra.microsoft.com)'
export const registration = `${center}: Entra ID > App registrations > All applications, open the application.`
export const enterprise = `${center}: Entra ID > Enterprise apps > All applications, open the application.`
export const check = 'Check the destination; its leads then flow in order.'

export function codes(...numbers: number[]): Pick<Problem, 'codes'> {
  return { codes: numbers.map((number) => `AADSTS${number}`) }
}
