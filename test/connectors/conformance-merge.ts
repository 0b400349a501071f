import { expect, test } from 'vitest'
import type { Delivery, Destination, Receipt } from '../../src/connector.ts'
import type { Trial } from './trial.ts'

interface Earlier {
  /** The earlier lead's record. */
  reference: string
  merge(delivery: Delivery): Promise<Receipt | undefined>
}

/** `merge` updates the record of an earlier lead instead of making another. */
export function conformingMerge(trial: () => Trial): void {
  async function delivered(destination: Destination, skip: (note: string) => never): Promise<Earlier> {
    if (!destination.merge) return skip('this connector does not merge')
    const { reference } = await trial().proven(destination.deliver(trial().delivery()))
    if (!reference) return skip('its receipts name no record')
    return { reference, merge: async (delivery) => destination.merge?.(delivery, reference) }
  }

  test('updates the earlier record and makes none', async ({ skip }) => {
    const { reference, merge } = await delivered(trial().open(), skip)
    const receipt = await trial().proven(merge(trial().delivery()))
    expect(receipt).toMatchObject({ outcome: 'updated', reference })
    expect(await trial().records()).toBe(1)
  })

  test('is undefined when the record is gone, and writes nothing', async ({ skip }) => {
    const { reference, merge } = await delivered(trial().open(), skip)
    const { remove } = trial().farEnd
    if (!remove) return skip('nobody can delete a record at this far end')
    await remove(reference)
    expect(await merge(trial().delivery())).toBeUndefined()
    expect(await trial().records()).toBe(0)
  })

  const told = ['transient', 'configuration', 'rejected'] as const
  test.for(told)('a %s failure is told as by a delivery, and passes', async (kind, { skip }) => {
    const provoke = trial().farEnd.provoke[kind] ?? skip('this far end cannot produce it')
    const destination = trial().open()
    const { merge } = await delivered(destination, skip)
    provoke()
    const failure = await trial().failed(merge(trial().delivery()))
    expect(failure).toMatchObject({ class: kind })
    const { code } = (await trial().failed(destination.deliver(trial().delivery()))).detail
    expect(failure.detail.code).toBe(code)
    trial().farEnd.calm()
    await trial().proven(merge(trial().delivery()))
  })

  test.for(['garbage', 'oversize'] as const)('a reply of %s proves nothing', async (how, { skip }) => {
    const { merge } = await delivered(trial().open(), skip)
    trial().farEnd.misbehave(how)
    await trial().failed(merge(trial().delivery()))
  })

  test('a far end that hangs ends at the deadline', async ({ skip }) => {
    const { merge } = await delivered(trial().open(), skip)
    trial().farEnd.misbehave('hang')
    const error = await trial().failed(merge(trial().delivery({ signal: AbortSignal.timeout(150) })))
    expect(['transient', 'uncertain']).toContain(error.class)
  })
}
