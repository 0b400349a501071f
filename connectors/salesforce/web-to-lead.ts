/**
 * Sends leads by the form post of Microsoft's own connector. The answer names no record and the post has no key, so a
 * post is never repeated by itself. help.salesforce.com/s/articleView?id=sales.setting_up_web-to-lead.htm
 */
import type { Delivery, Destination, Receipt, Tools } from '../../src/connector.ts'
import { DeliveryError, transient, uncertain } from '../../src/failure.ts'
import { mayHavePassedOn } from '../../src/outside/gateway.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { retryAfter } from '../../src/outside/status.ts'
import { failureNamed } from './replies.ts'
import { prepare } from './request.ts'
import type { Settings } from './settings.ts'

export function openWebToLead(settings: Settings, tools: Tools): Destination {
  const { oid = '', dailyLimit, countryAsCode } = settings
  const { take, used: usedBefore } = countPosts(dailyLimit, tools)
  const servlet = `${settings.webToLeadUrl.replace(/\/+$/, '')}/servlet/servlet.WebToLead`

  return {
    preview(delivery) {
      const { form, notes } = formFor(delivery, oid, countryAsCode)
      const to = servlet.replace(/^https?:\/\//, '')
      return { method: 'POST', to, headers: { ...formType }, body: form.toString(), notes }
    },
    async deliver(delivery) {
      const { form, notes } = formFor(delivery, oid, countryAsCode)
      const { used, giveBack } = await take()
      try {
        const url = `${servlet}?encoding=UTF-8&orgId=${oid}`
        const { signal } = delivery
        const body = form.toString()
        const reply = await tools.http.request({ method: 'POST', url, headers: { ...formType }, body, signal })
        const share = `${used} of ${dailyLimit} Web-to-Lead posts of 24 hours used`
        return { ...receiptOf(reply, form, tools.now()), notes: used >= dailyLimit * 0.8 ? [...notes, share] : notes }
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.class !== 'uncertain') await giveBack()
        throw error
      }
    },
    async usage() {
      const used = await usedBefore()
      return [{ quota: 'Web-to-Lead posts in 24 hours', used, limit: dailyLimit, at: tools.now() }]
    },
  }
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' }

/** The generated form's names; anything else goes as it is called: the id of a custom field, `recordType`. */
const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'FirstName LastName Email Company Phone Title Street City State StateCode Country CountryCode Industry LeadSource Description'
      .split(' ')
      .map((name) => [name, name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase()]),
  ),
  MobilePhone: 'mobile',
  PostalCode: 'zip',
  Website: 'URL',
  DoNotCall: 'doNotCall',
  HasOptedOutOfEmail: 'emailOptOut',
}

function formFor(delivery: Delivery, oid: string, asCode: boolean) {
  const country = { takesCode: () => asCode, freeText: !asCode }
  const { fields, notes } = prepare(delivery, { keyed: true, appends: true, ...country })
  const form = new URLSearchParams({ oid, encoding: 'UTF-8' })
  for (const [field, value] of Object.entries(fields)) {
    const name = Object.hasOwn(names, field) ? (names[field] ?? field) : field
    form.append(name, name === 'doNotCall' || name === 'emailOptOut' ? '1' : value)
  }
  return { form, notes }
}

/**
 * The servlet answers 200 to everything; only `Is-Processed` tells. "true" alone means taken, "true Exception:…" refused.
 */
export function receiptOf(reply: HttpReply, form: URLSearchParams, now: Date): Receipt {
  const { status, headers, text } = reply
  const processed = headers['is-processed']?.trim()
  if (status === 200 && processed === 'true') return { outcome: 'accepted', status }
  const seen = { status, excerpt: processed ? `Is-Processed: ${processed}\n${text}` : text }
  const refused = (id: string, code: string, message?: string) =>
    failureNamed(`web-to-lead-${id}`, { ...seen, code, ...(message && { message }) }, now)

  if (status === 200 && processed?.includes('Exception')) {
    const code = /Exception:\s*(\S+)/.exec(processed)?.[1] ?? 'Exception'
    const lacking = ['last_name', 'company'].filter((name) => !form.get(name))
    if (lacking.length === 0) throw refused('refused', code)
    throw refused('name-missing', code, `Web-to-Lead (${code}): refuses a lead without ${lacking.join(' and ')}`)
  }
  const page = status === 200 && !processed && /<html|<!doctype html/i.test(text)
  if (page) throw refused('wrong-address', 'NO_IS_PROCESSED')
  if (status >= 300 && status < 400) throw refused('wrong-address', 'REDIRECT')

  const code = `HTTP_${status}`
  const retryAt = retryAfter(headers['retry-after'], now, headers['date'])
  if (([425, 429, 503].includes(status) && !mayHavePassedOn(reply)) || (status === 408 && retryAt)) {
    const message = `Web-to-Lead is not available now (${status})`
    throw transient({ ...seen, code, message, retryAt, everyLead: status === 429 })
  }
  if (status >= 400 && status < 500 && status !== 408) throw refused('wrong-address', code)
  // Also 408, 500, 502 and 504: the servlet may have taken the lead before it, or the gateway before it, gave up.
  const message = `Web-to-Lead answered ${status} without saying whether it took the lead`
  throw uncertain({ ...seen, code, message })
}

const hourLength = 3_600_000

/** Counts the posts of the last 24 hours, by the hour, for all workers together. */
function countPosts(limit: number, { memory, now, log, destination }: Tools) {
  let earlier: { hour: number; sum: number; oldest: number } | undefined
  const keyOf = (hour: number) => `web-to-lead:${new Date(hour * hourLength).toISOString().slice(0, 13)}`

  /** Past hours no longer change, so they are read once an hour. */
  async function before(hour: number) {
    if (earlier?.hour === hour) return earlier
    const hours = Array.from({ length: 24 }, (_, back) => hour - 24 + back)
    const counts = await Promise.all(hours.map(async (past) => Number((await memory.get(keyOf(past))) ?? 0)))
    const oldest = hours[counts.findIndex((count) => count > 0)] ?? hour
    earlier = { hour, oldest, sum: counts.reduce((sum, count) => sum + count, 0) }
    return earlier
  }

  /** The posts of all workers so far. */
  async function used(): Promise<number> {
    const hour = Math.floor(now().getTime() / hourLength)
    return (await before(hour)).sum + Number((await memory.get(keyOf(hour))) ?? 0)
  }

  /** Counts one post. @throws transient when the limit is reached, until the oldest hour leaves the 24. */
  async function take() {
    const hour = Math.floor(now().getTime() / hourLength)
    const { sum, oldest } = await before(hour)
    const used = sum + (await memory.add(keyOf(hour), 1))
    const giveBack = async () => void (await memory.add(keyOf(hour), -1))
    if (used > limit) {
      await giveBack()
      const retryAt = new Date((oldest + 25) * hourLength)
      throw failureNamed('daily-limit', { code: 'DAILY_LIMIT', retryAt }, now())
    }
    if (used === Math.ceil(limit * 0.8))
      log.warn({ destination, used, limit }, 'Web-to-Lead posts of 24 hours are running out')
    return { used, giveBack }
  }

  return { take, used }
}
