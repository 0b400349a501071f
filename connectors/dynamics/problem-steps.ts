/** Sentences, steps and links that several problems share. */

/** As Partner Center words it: "Could not" until 2020, "Couldn't" since 2021. */
export function notSaved(rest: string): string[] {
  return ['Could not', "Couldn't"].map((could) => `${could} save the lead to Dynamics CRM${rest}`)
}

export function aadsts(...numbers: number[]) {
  return {
    codes: numbers.map((number) => `AADSTS${number}`),
    patterns: [new RegExp(`AADSTS(?:${numbers.join('|')})(?!\\d)`)],
  }
}

/** As the Web API prints a code, and as the SDK logs it. */
export function dataverse(...codes: string[]): string[] {
  return codes.flatMap((code) => [code, String(Number(code) | 0)])
}

export const links = {
  entra: 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
  connect:
    'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-lead-management-instructions-dynamics',
  applicationUser: 'https://learn.microsoft.com/power-platform/admin/manage-application-users',
  codes: 'https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes',
  limits: 'https://learn.microsoft.com/power-apps/developer/data-platform/api-limits',
}

export const application =
  'Microsoft Entra admin center (entra.microsoft.com): Entra ID > App registrations > All applications, open the application.'
export const users = 'Microsoft Entra admin center (entra.microsoft.com): Entra ID > Users, open the user.'
export const environment =
  'Power Platform admin center (admin.powerplatform.microsoft.com): Manage > Environments, open the environment.'
export const applicationUsers = 'Settings > Users + permissions > Application users.'
export const inPartnerCenter =
  "Microsoft's own connector says the same: Partner Center > the offer > Offer setup > Customer leads > Edit, correct the value there, select Validate, and publish the offer again."

export function enter(...settings: string[]): string {
  const named = settings.map((setting) => `\`${setting}\``).join(' and ')
  return `Enter it as ${named} of the destination in config.yaml, then check the destination.`
}

export const check = 'Check the destination; its leads then flow in order.'

export const assignRole = [
  environment,
  `${applicationUsers} Select the application, then Edit security roles. (A user: Settings > Users + permissions > Users > Manage security roles.)`,
  'Tick "Microsoft Marketplace Lead Writer" and save. If it is not in the list, import the Microsoft Marketplace Lead Writer solution first: make.powerapps.com > the environment > Solutions > Import solution.',
  'In that role (Settings > Users + permissions > Security roles) the table Lead needs Create, Read, Write, Append and Append To; User Entity UI Settings needs Create, Read and Write for the user; System Job needs Read, Write and Append To for the organization.',
]
