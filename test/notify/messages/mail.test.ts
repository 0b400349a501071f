import { describe, expect, test } from 'vitest'
import type { MailContent } from '../../../src/notify/messages/mail-content.ts'
import { mailHtml } from '../../../src/notify/messages/mail-html.ts'
import { mailText } from '../../../src/notify/messages/mail-text.ts'

const content: MailContent = {
  headline: 'Held: crm-eu. 12 leads wait',
  preheader: 'AADSTS7000222: the client secret has ended',
  sections: [
    {
      state: 'critical',
      heading: 'crm-eu',
      text: 'crm-eu refuses every lead.\nNone is lost.',
      quote: 'AADSTS7000222: The provided client secret keys are expired.',
      steps: ['Make a new client secret', 'leadyard check crm-eu'],
    },
    {
      heading: 'This week',
      table: {
        head: ['Offer', 'Leads'],
        rows: [
          ['contoso.router', 41],
          ['contoso.desk', 7],
        ],
      },
      bars: [
        { label: 'Mon', value: 30 },
        { label: 'Tue', value: 15, text: '15 (2 tests)' },
        { label: 'Wed', value: 0 },
      ],
    },
  ],
  link: { url: 'https://hub.example/destinations/crm-eu', label: 'Open in Leadyard' },
  footer: ['Leadyard at hub.example', 'Channel ops-mail'],
}

const tags = (html: string) => [...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name = '']) => name.toLowerCase())

describe('the HTML part', () => {
  const html = mailHtml(content)

  test('is made of tables with attributes and inline styles, which classic Outlook draws', () => {
    expect(new Set(tags(html))).toEqual(
      new Set(['!doctype', '!', 'html', 'head', 'meta', 'title', 'body', 'div', 'table', 'tr', 'td', 'th', 'a']),
    )
    // Word ignores max-width; others ignore what is for Word alone.
    const [, forWord] = /<!--\[if mso\]>(.*?)<!\[endif\]-->/.exec(html) ?? []
    expect(forWord).toContain('width="600"')
    expect(html.replaceAll(/<!--\[if mso\]>.*?<!\[endif\]-->/g, '')).not.toContain('width="600"')
    expect(html).not.toMatch(/flex|grid|float|position:|background-image|url\(|@import|@font-face|<style|class=/i)
    // Layout tables are not read aloud as tables; the table of figures is.
    const layout = html.match(/<table role="presentation"/g)?.length ?? 0
    expect((html.match(/<table/g)?.length ?? 0) - layout).toBe(1)
  })

  test('closes what it opens', () => {
    const open: string[] = []
    for (const [, slash, name = ''] of html.matchAll(/<(\/?)(table|tr|td|th|div|a|body|html|head|title)\b/g)) {
      if (slash) expect(open.pop()).toBe(name)
      else open.push(name)
    }
    expect(open).toEqual([])
  })

  test('bears the dark: it says so, and no colour is pure black or white', () => {
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).toContain('<meta name="supported-color-schemes" content="light dark">')
    expect(html).not.toMatch(/#(000|fff)(000|fff)?\b|:\s*(black|white)/i)
  })

  test('names the state in words', () => {
    expect(html).toMatch(/bgcolor="#b3261e"[^>]*>critical</)
  })

  test('begins with the preheader, which is hidden', () => {
    expect(html).toMatch(/<div style="display:none[^"]*mso-hide:all[^"]*">AADSTS7000222: the client secret has ended</)
  })

  test('draws a bar as a cell whose width follows the value', () => {
    const widths = [...html.matchAll(/bgcolor="#2f6fde" width="(\d+)"/g)].map(([, width]) => width)
    expect(widths).toEqual(['300', '150'])
    expect(html).toContain('>15 (2 tests)<')
  })

  test('keeps line breaks, numbers the steps and links to the console', () => {
    expect(html).toContain('<div>crm-eu refuses every lead.</div><div>None is lost.</div>')
    expect(html).toMatch(/>1\.<[\s\S]*>Make a new client secret<[\s\S]*>2\.<[\s\S]*>leadyard check crm-eu</)
    expect(html).toContain('<a href="https://hub.example/destinations/crm-eu"')
  })

  const hostile = '</td><script>alert("x")</script>{{ headline }}{% raw %}\' " & \u0007'

  test('escapes every value, wherever it stands', () => {
    const all = mailHtml({
      headline: hostile,
      preheader: hostile,
      sections: [
        {
          heading: hostile,
          text: hostile,
          quote: hostile,
          steps: [hostile],
          table: { head: [hostile], rows: [[hostile]] },
          bars: [{ label: hostile, value: 1, text: hostile }],
        },
      ],
      link: { url: 'https://hub.example/?a="><script>', label: hostile },
      footer: [hostile],
    })
    expect([all.includes('<script'), all.includes('\u0007')]).toEqual([false, false])
    expect(all.match(/&lt;\/td&gt;&lt;script&gt;alert\(&#34;x&#34;\)&lt;\/script&gt;\{\{ headline \}\}/g)).toHaveLength(
      13,
    )
    expect(all).toContain('href="https://hub.example/?a=%22%3E%3Cscript%3E"')
  })

  test('leaves out a link that is no web address', () => {
    const link = { url: 'javascript:alert(1)', label: 'Open' }
    expect(mailHtml({ ...content, link })).not.toMatch(/javascript|<a /)
    expect(mailText({ ...content, link })).not.toContain('javascript')
  })

  test('of 10,000 rows stays under 100 KB and tells how many are left out', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => [`contoso.offer-${n}`, n])
    const large = mailHtml({ ...content, sections: [{ table: { rows } }, { steps: ['only one'] }] })
    expect(Buffer.byteLength(large)).toBeLessThanOrEqual(100_000)
    expect(Buffer.byteLength(large)).toBeGreaterThan(90_000)
    const shown = large.match(/contoso\.offer-\d+/g)?.length ?? 0
    expect(large).toContain(`… and ${10_000 - shown} more`)
    expect(large).toContain('only one')
  })

  test('of 500 long sections stays under 100 KB and tells how many are left out', () => {
    const sections = Array.from({ length: 500 }, () => ({ text: '<&>'.repeat(2_000) }))
    const large = mailHtml({ ...content, sections })
    expect(Buffer.byteLength(large)).toBeLessThanOrEqual(100_000)
    expect(large).toMatch(/… and 4\d\d more/)
  })

  test('of nothing but a headline is whole', () => {
    const small = mailHtml({ headline: 'Test', sections: [], footer: [] })
    expect(small).toContain('>Test</td>')
    expect(small).not.toMatch(/display:none|<a /)
  })
})

describe('the text part', () => {
  test('says the same, in the same order', () => {
    expect(mailText(content)).toBe(
      [
        'Held: crm-eu. 12 leads wait',
        '',
        '[critical] crm-eu',
        'crm-eu refuses every lead.',
        'None is lost.',
        '> AADSTS7000222: The provided client secret keys are expired.',
        '1. Make a new client secret',
        '2. leadyard check crm-eu',
        '',
        'This week',
        'Offer           Leads',
        'contoso.router     41',
        'contoso.desk        7',
        'Mon            30',
        'Tue  15 (2 tests)',
        'Wed             0',
        '',
        'Open in Leadyard: https://hub.example/destinations/crm-eu',
        '',
        '-- ',
        'Leadyard at hub.example',
        'Channel ops-mail',
      ].join('\n'),
    )
  })

  test('holds every value of the HTML part', () => {
    const text = mailText(content)
    const words = mailHtml(content)
      .replace(/^[\s\S]*<body/, '<body')
      .replace(/<div style="display:none[\s\S]*?<\/div>/, '')
      .replace(/<[^>]*>/g, '\n')
      .replace(/&nbsp;/g, '')
      .split('\n')
      .map((part) => part.trim())
      .filter(Boolean)
    for (const word of words) expect(text).toContain(word)
  })
})
