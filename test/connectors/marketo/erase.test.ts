import { afterEach, describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { succeeded } from '../../far-ends/marketo/replies.ts'
import { type Marketo, type MarketoOptions, startMarketo } from '../../far-ends/marketo.ts'
import { deliveryOf, keptOf, sampleLead } from '../sample.ts'
import { failureOf, lastBody, openMarketo } from './opened.ts'

let farEnd: Marketo
afterEach(() => farEnd.close())

async function opened(options: MarketoOptions = {}) {
  farEnd = await startMarketo(options)
  const { destination, deliver } = openMarketo(farEnd)
  const erase = async (reference: string) => destination.erase?.(keptOf(deliveryOf(marketo), reference))
  return { destination, deliver, erase }
}

describe('erasing a person', () => {
  test('deletes the person by its id, with all logged activities', async () => {
    const { deliver, erase } = await opened()
    const lead = sampleLead()
    const [first, second] = [await deliver(lead), await deliver(sampleLead({ person: lead.person }))]
    expect(second.reference).toBe(first.reference)
    expect(await erase(first.reference ?? '')).toBe(true)
    expect(farEnd.calls.at(-1)).toMatchObject({ method: 'POST', path: '/rest/v1/leads/delete.json' })
    expect(lastBody(farEnd)).toEqual({ input: [{ id: Number(first.reference) }] })
    expect([farEnd.persons, farEnd.activities]).toEqual([[], []])
  })

  test('works the same after a form, a program or a sync', async () => {
    for (const mode of ['form', 'sync', 'push'] as const) {
      const { deliver, erase } = await opened({ mode })
      const { reference = '' } = await deliver()
      expect([await erase(reference), await erase(reference)]).toEqual([true, false])
      if (mode !== 'push') await farEnd.close()
    }
  })

  test('holds the destination where the role may not write leads', async () => {
    const { erase } = await opened({ permissions: { leads: false } })
    expect(await failureOf(erase('1001'))).toMatchObject({ class: 'configuration', detail: { code: '603' } })
  })

  test.for([
    [
      'a reason',
      [{ id: 1001, status: 'skipped', reasons: [{ code: '1018', message: 'CRM Enabled' }] }],
      'configuration',
    ],
    ['an unknown reason', [{ status: 'skipped', reasons: [{ code: '1999', message: 'No' }] }], 'rejected'],
    ['no reason', [{ id: 1001, status: 'skipped' }], 'rejected'],
    ['no status', [{ id: 1001 }], 'uncertain'],
    ['no record', [], 'uncertain'],
  ] as const)('is not proven by %s', async ([, records, kind]) => {
    const { erase } = await opened()
    farEnd.answer('write', succeeded(records))
    expect((await failureOf(erase('1001'))).class).toBe(kind)
  })
})

describe('a dry run', () => {
  test('shows the submission of the form', async () => {
    const { destination } = await opened()
    const delivery = deliveryOf(marketo)
    expect(destination.preview?.(delivery)).toMatchObject({
      method: 'POST',
      to: expect.stringMatching(/^127\.0\.0\.1:\d+\/rest\/v1\/leads\/submitForm\.json$/),
      body: {
        formId: 1179,
        input: [
          {
            leadFormFields: { email: delivery.lead.person.email },
            visitorData: { queryString: `leadyard=${delivery.id}` },
          },
        ],
      },
      notes: [expect.stringContaining('without the field types and lengths')],
    })
  })

  test('refuses a lead without e-mail as a delivery does', async () => {
    const { destination } = await opened({ mode: 'sync' })
    const lead = sampleLead({ person: { email: '' } })
    expect(() => destination.preview?.(deliveryOf(marketo, lead))).toThrow(/no e-mail address/)
  })
})
