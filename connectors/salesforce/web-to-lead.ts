import type { Delivery, Destination, Receipt, Tools } from '../../src/connector.ts'
import { configuration, DeliveryError, type FailureDetail, rejected, transient, uncertain } from '../../src/failure.ts'
import { mayHavePassedOn } from '../../src/outside/gateway.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { retryAfter } from '../../src/outside/status.ts'
import { openDailyCount } from './daily-count.ts'
import { prepare } from './record.ts'
import type { Settings } from './settings.ts'

/**
 * Leads as the form post that Microsoft's own connector makes. It names no record and has no key: what was sent once is
 * never sent again by itself. help.salesforce.com/s/articleView?id=sales.setting_up_web-to-lead.htm
 */
export function openWebToLead(settings: Settings, { http, now, ...tools }: Tools): Destination {
  const count = openDailyCount(settings.dailyLimit, { http, now, ...tools })
  const oid = settings.oid ?? ''
  const servlet = `${settings.webToLeadUrl.replace(/\/+$/, '')}/servlet/servlet.WebToLead`

  return {
    preview(delivery) {
      const { form, notes } = formFor(delivery, oid, settings.countryAsCode)
      const to = servlet.replace(/^https?:\/\//, '')
      return { method: 'POST', to, headers: { ...formType }, body: form.toString(), notes }
    },
    async deliver(delivery) {
      const { form, notes } = formFor(delivery, oid, settings.countryAsCode)
      const ticket = await count.take()
      try {
        const reply = await http.request({
          method: 'POST',
          url: `${servlet}?encoding=UTF-8&orgId=${oid}`,
          headers: { ...formType },
          body: form.toString(),
          signal: delivery.signal,
        })
        const receipt = receiptOf(reply, form, now())
        const share = `${ticket.used} of ${settings.dailyLimit} Web-to-Lead posts of 24 hours used`
        return { ...receipt, notes: ticket.used >= settings.dailyLimit * 0.8 ? [...notes, share] : notes }
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.class !== 'uncertain') await ticket.giveBack()
        throw error
      }
    },
  }
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' }

/** The generated form's names; anything else goes as it is called: the id of a custom field, `recordType`. */
const names = new Map(
  Object.entries({
    FirstName: 'first_name',
    LastName: 'last_name',
    Email: 'email',
    Company: 'company',
    Phone: 'phone',
    MobilePhone: 'mobile',
    Title: 'title',
    Street: 'street',
    City: 'city',
    State: 'state',
    StateCode: 'state_code',
    PostalCode: 'zip',
    Country: 'country',
    CountryCode: 'country_code',
    Website: 'URL',
    Industry: 'industry',
    LeadSource: 'lead_source',
    Description: 'description',
    DoNotCall: 'doNotCall',
    HasOptedOutOfEmail: 'emailOptOut',
  }),
)
const checkboxes = new Set(['doNotCall', 'emailOptOut'])

function formFor(delivery: Delivery, oid: string, asCode: boolean) {
  const limits = { email: 80, text: 32_000, keyed: true, appends: true, useCode: () => asCode, freeText: !asCode }
  const { fields, notes } = prepare(delivery, limits)
  const form = new URLSearchParams({ oid, encoding: 'UTF-8' })
  for (const [field, value] of Object.entries(fields)) {
    const name = names.get(field) ?? field
    form.append(name, checkboxes.has(name) ? '1' : value)
  }
  return { form, notes }
}

const notTaken = new Set([425, 429, 503])

/**
 * The servlet answers 200 to everything; only `Is-Processed` tells. "true" alone means taken, "true Exception:…" refused.
 */
export function receiptOf(reply: HttpReply, form: URLSearchParams, now: Date): Receipt {
  const { status, headers, text } = reply
  const processed = headers['is-processed']?.trim()
  const failed = (code: string, message: string, more: Partial<FailureDetail> = {}): FailureDetail => ({
    code,
    status,
    message,
    excerpt: processed ? `Is-Processed: ${processed}\n${text}` : text,
    ...more,
  })
  if (status === 200 && processed === 'true') return { outcome: 'accepted', status }
  if (status === 200 && processed?.includes('Exception')) {
    const code = /Exception:\s*(\S+)/.exec(processed)?.[1] ?? 'Exception'
    const lacking = ['last_name', 'company'].filter((name) => !form.get(name))
    if (lacking.length) throw rejected(failed(code, `Web-to-Lead refuses a lead without ${lacking.join(' and ')}`))
    throw configuration(
      failed(code, 'Web-to-Lead refuses the form: organisation id, feature switch or a required field'),
    )
  }
  if (status === 200 && !processed && /<html|<!doctype html/i.test(text)) {
    throw configuration(
      failed('NO_IS_PROCESSED', 'A web page answered, not the Web-to-Lead servlet; check webToLeadUrl'),
    )
  }
  if (status >= 300 && status < 400) {
    throw configuration(failed('REDIRECT', `The Web-to-Lead host redirects (${status}); enter the final host`))
  }
  const retryAt = retryAfter(headers['retry-after'], now, headers['date'])
  if ((notTaken.has(status) && !mayHavePassedOn(reply)) || (status === 408 && retryAt)) {
    const everyLead = status === 429
    throw transient(failed(`HTTP_${status}`, `Web-to-Lead is not available now (${status})`, { retryAt, everyLead }))
  }
  if (status >= 400 && status < 500 && status !== 408) {
    const message = `Web-to-Lead refuses the request (${status}); check webToLeadUrl and oid`
    throw configuration(failed(`HTTP_${status}`, message, { problem: 'salesforce-web-to-lead-wrong-address' }))
  }
  // Also 408, 500, 502 and 504: the servlet may have taken the lead before it, or the gateway before it, gave up.
  throw uncertain(failed(`HTTP_${status}`, `Web-to-Lead answered ${status} without saying whether it took the lead`))
}
