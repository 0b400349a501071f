import { expect, test } from 'vitest'
import type { Delivery, Destination, KeptRecord } from '../../src/connector.ts'
import type { Conformance } from './conformance-context.ts'
import { recordOf } from './sample.ts'

const soon = () => AbortSignal.timeout(20_000)

/** `present` tells which records are there, from far fewer requests than records, and never calls a record missing in doubt. */
export function conformingPresent(context: () => Conformance): void {
  async function delivered(destination: Destination, sent: Delivery, skip: (note: string) => never) {
    const { present } = destination
    if (!present) return skip('this far end cannot be asked')
    const record = recordOf(sent, await context().proven(destination.deliver(sent)))
    const ask = (records: readonly KeptRecord[], signal = soon()) => present(records, signal)
    return { record, ask }
  }

  test('is true of what was delivered, and not of what was never sent', async ({ skip }) => {
    const destination = context().open()
    const { record, ask } = await delivered(destination, context().delivery(), skip)
    const never = { ...recordOf(context().delivery(), { outcome: 'created' }), reference: '' }
    const told = await ask([record, never])
    expect([told.get(record.id), told.get(never.id) ?? false]).toEqual([true, false])
    expect(await context().records()).toBe(1)
  })

  test('is true of each of thirty, with few requests', async ({ skip }) => {
    const destination = context().open()
    const { ask } = await delivered(destination, context().delivery(), skip)
    const sent = Array.from({ length: 30 }, () => context().delivery())
    const records = await Promise.all(
      sent.map(async (each) => recordOf(each, await context().proven(destination.deliver(each)))),
    )
    const before = context().tools[0]?.outgoing() ?? 0
    const told = await ask(records)
    expect([...told.values()].filter(Boolean)).toHaveLength(30)
    expect((context().tools[0]?.outgoing() ?? 0) - before).toBeLessThanOrEqual(4)
    expect(await context().records()).toBe(31)
  })

  test('is not true of a record that somebody deleted', async ({ skip }) => {
    const destination = context().open()
    const { record, ask } = await delivered(destination, context().delivery(), skip)
    const { remove } = context().farEnd
    if (!remove) return skip('nobody can delete a record at this far end')
    await remove(record.reference)
    expect((await ask([record])).get(record.id) ?? false).toBe(false)
  })

  test('of no records asks for nothing that writes', async ({ skip }) => {
    const destination = context().open()
    const { ask } = await delivered(destination, context().delivery(), skip)
    expect((await ask([])).size).toBe(0)
    expect(await context().records()).toBe(1)
  })

  test.for(['garbage', 'oversize'] as const)('a reply of %s proves nothing', async (how, { skip }) => {
    const { record, ask } = await delivered(context().open(), context().delivery(), skip)
    context().farEnd.misbehave(how)
    await context().failed(ask([record]))
  })

  test('a far end that hangs ends at the deadline', async ({ skip }) => {
    const { record, ask } = await delivered(context().open(), context().delivery(), skip)
    context().farEnd.misbehave('hang')
    const error = await context().failed(ask([record], AbortSignal.timeout(150)))
    expect(['transient', 'uncertain']).toContain(error.class)
  })
}
