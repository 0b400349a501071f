import { z } from 'zod'
import { addressFault, isFlow } from '../../src/outside/flow/address.ts'

const text = z.string().trim().min(1)

const shape = z.strictObject({
  url: text.meta({
    title: 'URL',
    help: 'The URL of the flow with the trigger “When a Teams webhook request is received”. It is secret, because it carries a key.',
    secret: true,
  }),
  directoryId: text.optional().meta({
    title: 'Directory (tenant) ID',
    help: 'Only if the flow admits users of the tenant alone: the directory of a sign-in by Microsoft Entra ID.',
  }),
  clientId: text
    .optional()
    .meta({ title: 'Application (client) ID', help: 'The id of the app registration that signs in.' }),
  clientSecret: text
    .optional()
    .meta({ title: 'Client secret', help: 'The Value (not the ID) of the app’s secret.', secret: true }),
  // The double slash belongs there: the audience ends in one (learn.microsoft.com/power-automate/oauth-authentication).
  scope: text
    .default('https://service.flow.microsoft.com//.default')
    .meta({ title: 'Scope', help: 'The scope of the Entra token. The default is Power Automate.' }),
  authority: text.optional().meta({ title: 'Authority', help: 'The sign-in host of a sovereign cloud.' }),
})

export const settings = shape.superRefine((given, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const { directoryId, clientId, clientSecret } = given
  const fault = addressFault(given.url)
  const url = URL.parse(given.url)
  if (fault || !url) return wrong('url', fault ?? 'must be a URL')
  if (isOfficeConnector(url)) return wrong('url', retired)
  const entra = [directoryId, clientId, clientSecret].filter(Boolean).length
  if (entra > 0 && entra < 3) wrong('directoryId', 'clientId and clientSecret go together')
  const signed = url.searchParams.has('sig')
  // The flow refuses both together: DirectApiRequestHasMoreThanOneAuthorization.
  if (signed && entra > 0)
    wrong('url', 'carries sig, which excludes a sign-in: remove directoryId, or use the URL without sig')
  if (isFlow(url) && !signed && entra === 0) {
    wrong('url', 'carries no sig: copy the whole URL, or set directoryId, clientId and clientSecret')
  }
})

const retired =
  'belongs to an Office 365 connector, which Microsoft has retired: in Teams, open the channel > Workflows, make a flow from “Send webhook alerts to a channel”, and enter its URL'

/** `https://contoso.webhook.office.com/webhookb2/…`, and the address before that. */
function isOfficeConnector({ hostname, pathname }: URL): boolean {
  return (
    /(^|\.)webhook\.office\.com$/.test(hostname) ||
    (/^outlook\.office(365)?\.com$/.test(hostname) && /^\/webhook\b/.test(pathname))
  )
}

export type TeamsSettings = z.output<typeof settings>
