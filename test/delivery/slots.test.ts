import { expect, it } from 'vitest'
import { openSlots } from '../../src/delivery/slots.ts'

it('so many are taken at once, and the others in the order they asked', async () => {
  const slots = openSlots(2)
  const taken: number[] = []
  const asked = [1, 2, 3, 4].map((n) => slots.take().then(() => taken.push(n)))
  await Promise.all(asked.slice(0, 2))
  expect(taken).toEqual([1, 2])
  slots.free()
  await asked[2]
  expect(taken).toEqual([1, 2, 3])
  slots.free()
  await asked[3]
  expect(taken).toEqual([1, 2, 3, 4])
})

it('those that are free again can be taken again', async () => {
  const slots = openSlots(1)
  for (let n = 0; n < 3; n++) {
    await slots.take()
    slots.free()
  }
})
