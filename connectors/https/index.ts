import type { Connector, Delivery, Destination, Receipt, Tools } from '../../src/connector.ts'
import { withBearer } from '../../src/outside/entra/bearer.ts'
import { applicationTokens } from '../../src/outside/entra/tokens.ts'
import { isFormerFlow } from '../../src/outside/flow/address.ts'
import { fields } from './fields.ts'
import { problems } from './problems.ts'
import { receiptFrom, withMovedFlow } from './replies.ts'
import { bodyOf, headersOf, previewOf } from './request.ts'
import { type Settings, settings } from './settings.ts'

export const https = {
  type: 'https',
  label: 'HTTPS endpoint',
  summary: 'Posts each lead as JSON to an address of yours: a webhook, a Power Automate flow, a Logic App, a function.',
  settings,
  fields,
  // A constant webhook-id lets a receiver recognise a repeat; only its operator knows whether it does.
  repeat: (config: Record<string, unknown>) => (config['receiverDedupes'] === true ? 'harmless' : 'doubles'),
  problems,
  open,
} satisfies Connector<typeof settings>

// There is no check: only a write proves that a receiver would take a lead, and a GET may start a flow.
function open(config: Settings, tools: Tools): Destination {
  const { http, now } = tools
  const { authority, directoryId, clientId, clientSecret, scope } = config
  const token = applicationTokens({ authority, directoryId, clientId, clientSecret, scope }, tools)
  let warned = false

  async function deliver({ id, fields, signal }: Delivery): Promise<Receipt> {
    warnOfFormerFlow()
    const body = bodyOf(fields, config.body)
    const send = (bearer?: { authorization: string }) => {
      const headers = headersOf({ id, at: now(), body }, config, bearer)
      return http.request({ method: 'POST', url: config.url, headers, body, signal })
    }
    try {
      return receiptFrom(await (token ? withBearer(token, signal, send) : send()), config, now())
    } catch (error) {
      throw withMovedFlow(error, config)
    }
  }

  function warnOfFormerFlow(): void {
    if (warned || !isFormerFlow(new URL(config.url))) return
    warned = true
    tools.log.warn(
      { destination: tools.destination, problem: 'https-flow-moved' },
      'the address is on logic.azure.com; Logic Apps stay there, but Power Automate flows ended there on 2025-11-30',
    )
  }

  return { deliver, preview: (delivery) => previewOf(delivery, config) }
}
