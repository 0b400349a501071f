import { expect, it } from 'vitest'
import { beginOf, configSearch, leadSearch, routingSearch } from '../../console/app/search.ts'

it.each(['-7d', '2026-11-29T20:15:00.000Z'])('the begin %s of a link is understood', (from) => {
  expect(leadSearch({ from }).from).toBe(from)
})

it.each(['yesterday', '2026-11-29', '2026-99-99T20:15:00Z', 'anna@contoso.com'])('the begin %s is left out', (from) => {
  expect(leadSearch({ from }).from).toBeUndefined()
})

it('a moment is asked for as it is, a period from now on', () => {
  const now = Date.parse('2026-11-29T20:17:00Z')
  expect(beginOf('2026-11-29T20:15:00.000Z', now)).toEqual({ from: '2026-11-29T20:15:00.000Z' })
  expect(beginOf('-24h', now)).toEqual({ from: '2026-11-28T20:15:00.000Z' })
})

it('the addresses of Routing and Configuration hold ids alone', () => {
  expect(routingSearch({ lead: 'anna@contoso.com' })).toEqual({ lead: undefined })
  expect(configSearch({ before: '3f9a12b04cde', text: 'anna' })).toEqual({ before: '3f9a12b04cde', after: undefined })
})
