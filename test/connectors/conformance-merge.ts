import { expect, test } from 'vitest'
import type { Delivery, Destination, Receipt } from '../../src/connector.ts'
import type { Conformance } from './conformance-context.ts'

interface Earlier {
  /** The earlier lead's record. */
  reference: string
  merge(delivery: Delivery): Promise<Receipt | undefined>
}

/** `merge` updates the record of an earlier lead instead of making another. */
export function conformingMerge(context: () => Conformance): void {
  async function delivered(destination: Destination, skip: (note: string) => never): Promise<Earlier> {
    if (!destination.merge) return skip('this connector does not merge')
    const { reference } = await context().proven(destination.deliver(context().delivery()))
    if (!reference) return skip('its receipts name no record')
    return { reference, merge: async (delivery) => destination.merge?.(delivery, reference) }
  }

  test('updates the earlier record and makes none', async ({ skip }) => {
    const { reference, merge } = await delivered(context().open(), skip)
    const receipt = await context().proven(merge(context().delivery()))
    expect(receipt).toMatchObject({ outcome: 'updated', reference })
    expect(await context().records()).toBe(1)
  })

  test('is undefined when the record is gone, and writes nothing', async ({ skip }) => {
    const { reference, merge } = await delivered(context().open(), skip)
    const { remove } = context().farEnd
    if (!remove) return skip('nobody can delete a record at this far end')
    await remove(reference)
    expect(await merge(context().delivery())).toBeUndefined()
    expect(await context().records()).toBe(0)
  })

  const told = ['transient', 'configuration', 'rejected'] as const
  test.for(told)('a %s failure is told as by a delivery, and passes', async (kind, { skip }) => {
    const provoke = context().farEnd.provoke[kind] ?? skip('this far end cannot produce it')
    const destination = context().open()
    const { merge } = await delivered(destination, skip)
    provoke()
    const failure = await context().failed(merge(context().delivery()))
    expect(failure).toMatchObject({ class: kind })
    const { code } = (await context().failed(destination.deliver(context().delivery()))).detail
    expect(failure.detail.code).toBe(code)
    context().farEnd.calm()
    await context().proven(merge(context().delivery()))
  })

  test.for(['garbage', 'oversize'] as const)('a reply of %s proves nothing', async (how, { skip }) => {
    const { merge } = await delivered(context().open(), skip)
    context().farEnd.misbehave(how)
    await context().failed(merge(context().delivery()))
  })

  test('a far end that hangs ends at the deadline', async ({ skip }) => {
    const { merge } = await delivered(context().open(), skip)
    context().farEnd.misbehave('hang')
    const error = await context().failed(merge(context().delivery({ signal: AbortSignal.timeout(150) })))
    expect(['transient', 'uncertain']).toContain(error.class)
  })
}
