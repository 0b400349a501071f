import { describe, expect, it } from 'vitest'
import { differences } from '../../src/config/differences.ts'

const between = (before: unknown, after: unknown) =>
  differences({ written: before, shown: before }, { written: after, shown: after })

describe('differences', () => {
  it('are none for keys in another order', () => {
    expect(between({ a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 })).toEqual([])
  })

  it('report routes in another order, because their order counts', () => {
    const [eu, us] = [{ name: 'eu' }, { name: 'us' }]
    expect(between({ routes: [eu, us] }, { routes: [us, eu] })).toEqual([
      { path: 'routes', change: 'reordered', before: ['eu', 'us'], after: ['us', 'eu'] },
    ])
  })

  it('find a destination of a route by its id, as text or with a mapping', () => {
    const after = { to: ['crm', { destination: 'table', mapping: { Title: 'x' } }] }
    expect(between({ to: ['crm', { destination: 'table', mapping: { Title: 'y' } }] }, after)).toEqual([
      { path: 'to.table.mapping.Title', change: 'changed', before: 'y', after: 'x' },
    ])
    expect(between({ to: ['crm', 'mail'] }, { to: ['mail'] })).toEqual([
      { path: 'to', change: 'changed', before: ['crm', 'mail'], after: ['mail'] },
    ])
  })

  it('compare a list as a whole if its members have no unique names', () => {
    expect(between([{ in: 1 }], [{ in: 2 }])).toMatchObject([{ path: '', change: 'changed' }])
    const twice = [{ name: 'a' }, { name: 'a' }]
    expect(between({ l: twice }, { l: [{ name: 'a' }] })).toMatchObject([{ path: 'l', change: 'changed' }])
  })

  it('report a value in the place of a block', () => {
    expect(between({ a: { b: 1 } }, { a: 'x' })).toEqual([
      { path: 'a', change: 'changed', before: { b: 1 }, after: 'x' },
    ])
    expect(between({ a: { b: 1 } }, { a: null })).toMatchObject([{ path: 'a', change: 'changed' }])
  })
})
