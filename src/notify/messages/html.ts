/**
 * The HTML part of a message: one table of 600 px with inline styles, which Word's engine in classic Outlook renders. No
 * image, no font of the web, no text in colour alone; colours that bear to be inverted in the dark.
 */
import type { AlertNews } from '../../channel.ts'
import { render } from './templates.ts'

interface Page {
  subject: string
  lead: string | undefined
  blocks: readonly Pick<AlertNews, 'type' | 'severity' | 'headline' | 'text' | 'link'>[]
  more: string | undefined
  link: string | undefined
}

export function pageOf({ blocks, ...page }: Page): string {
  const rows = blocks.map(({ type, severity, headline, text, link }) => ({
    ...{ headline, link, lines: text.split('\n').filter(Boolean) },
    word: type === 'alert.closed' ? 'closed' : severity,
    colour: type === 'alert.closed' ? '#2e7d4f' : colours[severity],
  }))
  const preheader = page.lead ?? rows[0]?.lines[0] ?? ''
  return render(template, { ...page, rows, preheader }, 'html')
}

const colours: Readonly<Record<AlertNews['severity'], string>> = {
  critical: '#b3362b',
  warning: '#9a6a10',
  info: '#3a5f8a',
}

const font = 'font-family:Segoe UI,Helvetica,Arial,sans-serif'

const template = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{{ subject }}</title></head>
<body style="margin:0;padding:0" bgcolor="#f4f5f6">
<div style="display:none;max-height:0;overflow:hidden">{{ preheader }}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f4f5f6"><tr><td align="center" style="padding:16px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="#fdfdfd" style="width:600px;max-width:100%">
{% if lead %}<tr><td style="${font};font-size:14px;line-height:20px;color:#33373d;padding:16px 20px 0 20px">{{ lead }}</td></tr>{% endif %}
{% for row in rows %}<tr><td style="padding:16px 20px 4px 20px;border-top:4px solid {{ row.colour }}">
<p style="${font};font-size:12px;line-height:16px;margin:0 0 4px 0;color:{{ row.colour }}">{{ row.word }}</p>
<p style="${font};font-size:17px;line-height:24px;font-weight:600;margin:0 0 8px 0;color:#22262b">{{ row.headline }}</p>
{% for line in row.lines %}<p style="${font};font-size:14px;line-height:20px;margin:0 0 6px 0;color:#33373d">{{ line }}</p>
{% endfor %}{% if row.link %}<p style="${font};font-size:14px;line-height:20px;margin:8px 0 10px 0"><a href="{{ row.link }}" style="color:#2b62b0">Open in the console</a></p>{% endif %}</td></tr>
{% endfor %}{% if more %}<tr><td style="${font};font-size:14px;line-height:20px;color:#33373d;padding:8px 20px 16px 20px">{{ more }}</td></tr>{% endif %}
<tr><td style="${font};font-size:12px;line-height:16px;color:#666b73;padding:12px 20px 16px 20px">Leadyard</td></tr>
</table></td></tr></table></body></html>
`
