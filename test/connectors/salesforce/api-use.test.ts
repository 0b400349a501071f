import { describe, expect, test } from 'vitest'
import { refusal } from '../../far-ends/salesforce/replies.ts'
import { failure, opened } from './opened.ts'

describe('the org’s API calls of 24 hours', () => {
  test('are watched: a warning at nine tenths, once', async () => {
    const { deliver, tools } = await opened({ usage: { used: 89, limit: 100 } })
    await deliver()
    await deliver()
    expect(tools.logged.filter((line) => line.includes('running out'))).toEqual([
      'warn Salesforce API calls are running out {"destination":"crm","used":90,"limit":100}',
    ])
  })

  test('rest the destination at the configured share, and free it when there is relief', async () => {
    const { deliver, org, pass, tools } = await opened({ usage: { used: 78, limit: 100 } }, { apiShare: 0.8 })
    await deliver()
    const before = org.calls.length
    const { class: kind, detail } = await failure(deliver())
    expect([kind, detail.everyLead, detail.code]).toEqual(['transient', true, 'API_SHARE_USED'])
    expect(org.calls).toHaveLength(before)
    expect(detail.retryAt?.getTime()).toBe(tools.now().getTime() + 15 * 60_000)
    pass(15 * 60_000)
    org.usage.used = 10
    await deliver()
    expect(await deliver()).toMatchObject({ outcome: 'created' })
  })

  test('stay respected when a look after a quarter of an hour finds no relief', async () => {
    const { deliver, pass } = await opened({ usage: { used: 90, limit: 100 } }, { apiShare: 0.9 })
    await deliver()
    pass(15 * 60_000)
    await deliver()
    expect(await failure(deliver())).toMatchObject({ detail: { code: 'API_SHARE_USED' } })
  })

  test('that are used up by others rest the destination', async () => {
    const { deliver, org } = await opened()
    await deliver()
    org.usage.used = org.usage.limit
    const { class: kind, detail } = await failure(deliver())
    expect([kind, detail.everyLead, detail.code, detail.status]).toEqual([
      'transient',
      true,
      'REQUEST_LIMIT_EXCEEDED',
      403,
    ])
  })

  test('are read among other figures of the header', async () => {
    const { deliver, org } = await opened()
    const { status, body } = refusal('UNABLE_TO_LOCK_ROW')
    const header = 'per-app-api-usage=17/250(appName=other), api-usage=99/100'
    org.answer('write', { status, body, headers: { 'sforce-limit-info': header } }, 1)
    await failure(deliver())
    expect(await failure(deliver())).toMatchObject({ detail: { code: 'API_SHARE_USED' } })
  })
})
