import { describe, expect, it } from 'vitest'
import { browser, senderTo, someone } from './form-sender.ts'
import { useIngest } from './rig.ts'

const { hub, taken } = useIngest()
const send = senderTo(hub)

describe('the answer', () => {
  const returning = (retURL: string, accept = browser) => send(someone({ retURL }), { headers: { accept } })

  it.each(['https://www.contoso.com/thanks?a=1', 'http://www.contoso.com/', 'HTTPS://WWW.CONTOSO.COM/x'])(
    'sends the browser on to %s',
    async (retURL) => {
      const response = await returning(retURL)
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe(new URL(retURL).href)
    },
  )

  it.each([
    ['another host', 'https://evil.example/'],
    ['a host that begins alike', 'https://www.contoso.com.evil.example/'],
    ['another port', 'https://www.contoso.com:8443/'],
    ['a user', 'https://www.contoso.com@evil.example/'],
    ['a user before the host', 'https://me@www.contoso.com/'],
    ['a script', 'javascript:alert(1)//www.contoso.com'],
    ['no scheme', '//www.contoso.com/'],
    ['a line break', 'https://evil.example/\r\nlocation: https://www.contoso.com'],
    ['nothing', ''],
  ])('never sends it to %s', async (_what, retURL) => {
    const response = await returning(retURL)
    expect(response.status).toBe(202)
    expect(response.headers.get('location')).toBeNull()
  })

  it('is a page for a person and JSON for a program', async () => {
    const fields = someone()
    const page = await send(fields, { headers: { accept: browser } })
    expect(page.status).toBe(202)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    const text = await page.text()
    expect(text).toContain('Thank you')
    expect(text).not.toContain(fields['email'])
    await taken(send(someone(), { headers: { accept: 'application/json' } }))
  })
})
