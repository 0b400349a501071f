import { expect, test } from 'vitest'
import type { DeliveredRecord, Destination } from '../../src/connector.ts'
import type { Conformance } from './conformance-context.ts'
import { keptOf } from './sample.ts'

interface Kept {
  record: DeliveredRecord
  erase(record: DeliveredRecord): Promise<unknown>
}

/** `erase` deletes what a delivery left, and says whether it was there. */
export function conformingErase(context: () => Conformance): void {
  async function delivered(destination: Destination, skip: (note: string) => never): Promise<Kept> {
    if (!destination.erase) return skip('this connector does not erase')
    const sent = context().delivery()
    const { reference } = await context().proven(destination.deliver(sent))
    if (!reference) return skip('its receipts name no record')
    return { record: keptOf(sent, reference), erase: async (record) => destination.erase?.(record) }
  }

  test('deletes the one record, then finds it gone', async ({ skip }) => {
    const destination = context().open()
    const { record, erase } = await delivered(destination, skip)
    await context().proven(destination.deliver(context().delivery()))
    expect(await erase(record)).toBe(true)
    expect(await context().records()).toBe(1)
    expect(await erase(record)).toBe(false)
    expect(await context().records()).toBe(1)
  })

  test('is false when somebody deleted it by hand', async ({ skip }) => {
    const { record, erase } = await delivered(context().open(), skip)
    const { remove } = context().farEnd
    if (!remove) return skip('nobody can delete a record at this far end')
    await remove(record.reference)
    expect(await erase(record)).toBe(false)
  })

  test.for(['transient', 'configuration'] as const)(
    'a %s failure is told as such, and passes',
    async (kind, { skip }) => {
      const provoke = context().farEnd.provoke[kind] ?? skip('this far end cannot produce it')
      const { record, erase } = await delivered(context().open(), skip)
      provoke()
      expect(await context().failed(erase(record))).toMatchObject({ class: kind })
      expect(await context().records()).toBe(1)
      context().farEnd.calm()
      expect(await erase(record)).toBe(true)
    },
  )

  test.for(['garbage', 'oversize'] as const)('a reply of %s proves nothing', async (how, { skip }) => {
    const { record, erase } = await delivered(context().open(), skip)
    context().farEnd.misbehave(how)
    await context().failed(erase(record))
  })

  test('a far end that hangs ends at the deadline', async ({ skip }) => {
    const { record, erase } = await delivered(context().open(), skip)
    context().farEnd.misbehave('hang')
    const error = await context().failed(erase({ ...record, signal: AbortSignal.timeout(150) }))
    expect(['transient', 'uncertain']).toContain(error.class)
  })
}
