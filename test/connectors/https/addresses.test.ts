import { describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf } from '../sample.ts'
import { openedHook } from './opened.ts'

const hook = openedHook()

const invoke = 'triggers/manual/paths/invoke?api-version=1&sig=hidden'
const addresses = {
  'a flow of Power Automate': `https://1.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/1/${invoke}`,
  'a Logic App': `https://prod-11.westeurope.logic.azure.com:443/workflows/1/${invoke}`,
  'a Logic App of a sovereign cloud': `https://prod-1.usgovtexas.logic.azure.us/workflows/1/${invoke}`,
  'a Standard Logic App': 'https://leads.azurewebsites.net:443/api/leads/triggers/manual/invoke?sig=hidden',
}

/** The flow's own host cannot be had here: what it answers is handed over in its place. */
const through = (status: number) => ({
  ...hook.tools,
  http: { request: async () => ({ status, headers: {}, text: '' }), close: () => undefined },
})

describe.for(Object.entries(addresses))('%s', ([, url]) => {
  const settings = https.settings.parse({ url })

  test.for([500, 502, 504])('that answers %i may have started its run', async (status) => {
    const { class: kind, detail } = await failureOf(https.open(settings, through(status)).deliver(deliveryOf(https)))
    expect([kind, findProblem(https.problems, detail)?.id]).toEqual(['uncertain', 'https-flow-late'])
  })

  test.for([429, 503])('that answers %i has started nothing', async (status) => {
    const { class: kind } = await failureOf(https.open(settings, through(status)).deliver(deliveryOf(https)))
    expect(kind).toBe('transient')
  })
})

test('a flow is known by the path of its trigger, over real HTTP too', async () => {
  hook.receiver.answer(502, '<html><title>502 Bad Gateway</title></html>')
  const url = `${hook.receiver.origin}/workflows/1/${invoke}`
  const { class: kind, detail } = await failureOf(hook.open({ url }).deliver(deliveryOf(https)))
  expect([kind, findProblem(https.problems, detail)?.id]).toEqual(['uncertain', 'https-flow-late'])
})
