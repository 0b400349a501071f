import { afterEach, describe, expect, test } from 'vitest'
import { partnerCenterForm } from '../../far-ends/marketo/forms.ts'
import { type Marketo, type MarketoOptions, startMarketo } from '../../far-ends/marketo.ts'
import { failureOf, type Opened, type OpenedOptions, openMarketo } from './opened.ts'

let farEnd: Marketo
let opened: Opened

async function start(options: MarketoOptions = {}, opening: OpenedOptions = {}): Promise<void> {
  farEnd = await startMarketo(options)
  opened = openMarketo(farEnd, opening)
}

afterEach(async () => {
  opened.tools.http.close()
  await farEnd.close()
})

const check = async () => opened.destination.check?.(AbortSignal.timeout(5_000))
const describeFar = async () => opened.destination.describe?.(AbortSignal.timeout(5_000))
const without = (id: string) => partnerCenterForm.filter((field) => field.id !== id)

describe('the check', () => {
  test.for(['form', 'sync'] as const)('in mode %s reads only', async (mode) => {
    await start({ mode })
    await check()
    expect(farEnd.calls.every(({ method }) => method === 'GET')).toBe(true)
    expect(opened.tools.logged).toEqual([])
  })

  test('finds a form without "Lead Source"', async () => {
    await start({ mode: 'form', formFields: without('LeadSource') })
    const { class: failureClass, detail } = await failureOf(check())
    expect([failureClass, detail.problem]).toEqual(['configuration', 'marketo-form-without-lead-source'])
  })

  test.for([[{ id: 'SourceSystemName', label: 'Source' }], [{ id: 'azure_source__c', label: 'Lead Source:' }]])(
    'takes "Lead Source" over another field: %j',
    async ([field]) => {
      await start({ mode: 'form', formFields: [...without('LeadSource'), ...(field ? [field] : [])] })
      await check()
      expect(opened.tools.logged.join()).toContain('leadSource')
    },
  )

  test('finds a form without e-mail', async () => {
    await start({ mode: 'form', formFields: without('Email') })
    expect((await failureOf(check())).detail.problem).toBe('marketo-form-without-email')
  })

  test('finds that there is no such form', async () => {
    await start({ mode: 'form' }, { settings: { formId: '77' } })
    const { class: failureClass, detail } = await failureOf(check())
    expect([failureClass, detail.problem]).toEqual(['configuration', 'marketo-form-not-found'])
  })

  test('warns of a form that lacks a field of the default mapping', async () => {
    await start({ mode: 'form', formFields: without('Title') })
    await check()
    expect(opened.tools.logged).toEqual([expect.stringMatching(/^warn The form lacks fields .*"title"/)])
  })

  test.for([
    [{ assets: false }, 'form'],
    [{ leads: false }, 'sync'],
  ] as const)('finds a right that is missing: %j', async ([permissions, mode]) => {
    await start({ mode, permissions })
    const { class: failureClass, detail } = await failureOf(check())
    expect([failureClass, detail.code]).toEqual(['configuration', '603'])
  })

  test('is transient when Marketo fails, because nothing was written', async () => {
    await start({ mode: 'sync' })
    farEnd.answer('read', { status: 500, body: '' })
    expect((await failureOf(check())).class).toBe('transient')
  })
})

describe('the description', () => {
  test('in mode sync tells every person field', async () => {
    await start({ mode: 'sync' })
    const fields = await describeFar()
    expect(fields).toContainEqual({
      name: 'email',
      label: 'Email Address',
      maxLength: 255,
      required: true,
      writable: true,
    })
    expect(fields).toContainEqual({
      name: 'id',
      label: 'Id',
      maxLength: undefined,
      required: false,
      writable: false,
    })
  })

  test('in mode form tells those on the form', async () => {
    await start({ mode: 'form', formFields: without('Title') })
    const names = (await describeFar())?.map(({ name }) => name)
    expect(names).toContain('leadSource')
    expect(names).not.toContain('title')
    expect(names).not.toContain('doNotCall')
  })
})
