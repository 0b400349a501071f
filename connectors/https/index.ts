import type { Connector, Delivery, Destination, Receipt, Tools } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import { withBearer } from '../../src/outside/entra/bearer.ts'
import { openEntra, type TokenSource } from '../../src/outside/entra/tokens.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { bodyOf, fields } from './body.ts'
import { secretsOf } from './faults.ts'
import { isFormerFlow } from './flow.ts'
import { previewOf } from './preview.ts'
import { problems } from './problems.ts'
import { type Settings, settings } from './settings.ts'
import { signatureHeaders } from './signature.ts'
import { moved, verdict } from './verdict.ts'

export const https = {
  type: 'https',
  label: 'HTTPS endpoint',
  summary: 'Posts each lead as JSON to an address of yours: a webhook, a Power Automate flow, a Logic App, a function.',
  settings,
  fields,
  // A constant webhook-id lets a receiver tell a repeat; only its operator knows whether it looks.
  repeat: (config: Record<string, unknown>) => (config['receiverDedupes'] === true ? 'harmless' : 'doubles'),
  problems,
  open,
} satisfies Connector<typeof settings>

// There is no check: without writing, nothing proves that a receiver would take a lead, and a GET may start a flow.
function open(config: Settings, tools: Tools): Destination {
  const token = tokenOf(config, tools)
  let toWarn = isFormerFlow(new URL(config.url))

  return { deliver, preview: (delivery) => previewOf(delivery, config) }

  async function deliver(delivery: Delivery): Promise<Receipt> {
    if (toWarn) warnOfFormerFlow()
    const body = bodyOf(delivery.fields, config.body)
    try {
      return verdict(await post(delivery, body), config, tools.now())
    } catch (error) {
      throw error instanceof DeliveryError ? moved(error, config) : error
    }
  }

  async function post(delivery: Delivery, body: string): Promise<HttpReply> {
    const send = (bearer?: { authorization: string }) => {
      const headers = {
        ...config.headers,
        ...fixedAuth(config),
        ...bearer,
        ...signatureHeaders({ id: delivery.id, at: tools.now(), body }, secretsOf(config)),
        'content-type': 'application/json',
      }
      return tools.http.request({ method: 'POST', url: config.url, headers, body, signal: delivery.signal })
    }
    return token ? withBearer(token, delivery.signal, send) : send()
  }

  function warnOfFormerFlow(): void {
    toWarn = false
    const text =
      'the address is on logic.azure.com: Logic Apps stay there, Power Automate flows ended there on 2025-11-30'
    tools.log.warn({ destination: tools.destination, problem: 'https-flow-moved' }, text)
  }
}

function tokenOf(config: Settings, { http, now }: Tools): TokenSource | undefined {
  const { directoryId, clientId, clientSecret, scope, authority } = config
  if (!directoryId || !clientId || !clientSecret) return undefined
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  return openEntra(http, { authority, directoryId, grant, scope }, now)
}

function fixedAuth({ bearerToken, username, password, apiKey, apiKeyHeader }: Settings): Record<string, string> {
  const basic = username && `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const authorization = bearerToken ? `Bearer ${bearerToken}` : basic
  return { ...(authorization && { authorization }), ...(apiKey && { [apiKeyHeader]: apiKey }) }
}
