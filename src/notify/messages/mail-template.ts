/**
 * The one template of a mail. It is made of tables with attributes and inline styles, because the engine of classic Outlook (Word)
 * knows little else: no flex, grid, background image, SVG, web font or form (learn.microsoft.com/previous-versions/office/developer/
 * office-2007/aa338201). No colour is pure black or white, so that mail programs that invert colours in the dark keep them apart.
 */
const font = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'
const line = 'border-bottom:1px solid #d9dee6'

export const mailTemplate = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ headline }}</title>
</head>
<body bgcolor="#f1f3f6" style="margin:0;padding:0;background-color:#f1f3f6">
{%- if preheader %}
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;color:#f1f3f6">{{ preheader }}</div>
{%- endif %}
<table ${table} width="100%" bgcolor="#f1f3f6"><tr><td align="center" style="padding:16px 8px">
<table ${table} width="600" bgcolor="#fbfcfd" style="width:100%;max-width:600px;border:1px solid #d9dee6">
<tr><td style="padding:20px 24px 8px 24px;${font};font-size:20px;line-height:28px;font-weight:bold;color:#1f2733">{{ headline }}</td></tr>
{%- for section in sections %}
<tr><td style="padding:8px 24px;${font};font-size:14px;line-height:21px;color:#1f2733">
{%- if section.state %}<table ${table}><tr><td bgcolor="{{ section.color }}" style="padding:1px 8px;${font};font-size:12px;line-height:18px;font-weight:bold;color:#fbfcfd">{{ section.state }}</td></tr></table>{% endif %}
{%- if section.heading %}<div style="font-weight:bold;padding:4px 0">{{ section.heading }}</div>{% endif %}
{%- for text in section.text %}<div>{% if text == '' %}&nbsp;{% else %}{{ text }}{% endif %}</div>{% endfor %}
{%- if section.quote %}
<table ${table} width="100%" style="margin:6px 0"><tr><td width="3" bgcolor="#8a94a3" style="font-size:0;line-height:0">&nbsp;</td><td style="padding:2px 0 2px 10px;${font};font-size:14px;line-height:21px;color:#4a5565">{% for text in section.quote %}<div>{{ text }}</div>{% endfor %}</td></tr></table>
{%- endif %}
{%- if section.steps %}
<table ${table} style="margin:4px 0">
{%- for step in section.steps %}
<tr><td valign="top" align="right" style="padding:1px 8px 1px 0;${font};font-size:14px;line-height:21px;color:#4a5565">{{ forloop.index }}.</td><td style="padding:1px 0;${font};font-size:14px;line-height:21px;color:#1f2733">{{ step }}</td></tr>
{%- endfor %}
</table>
{%- endif %}
{%- if section.rows %}
<table cellpadding="0" cellspacing="0" border="0" width="100%" style="margin:6px 0">
{%- if section.head %}
<tr>{% for cell in section.head %}<th align="{{ cell.align }}" style="padding:4px 8px 4px 0;${line};${font};font-size:12px;line-height:18px;color:#4a5565">{{ cell.text }}</th>{% endfor %}</tr>
{%- endif %}
{%- for row in section.rows %}
<tr>{% for cell in row %}<td align="{{ cell.align }}" valign="top" style="padding:4px 8px 4px 0;${line};${font};font-size:14px;line-height:20px;color:#1f2733">{% if cell.url %}<a href="{{ cell.url }}" style="color:#1f5fcc">{{ cell.text }}</a>{% else %}{{ cell.text }}{% endif %}</td>{% endfor %}</tr>
{%- endfor %}
</table>
{%- endif %}
{%- if section.bars %}
<table ${table} width="100%" style="margin:6px 0">
{%- for bar in section.bars %}
<tr><td width="150" style="padding:3px 8px 3px 0;${font};font-size:13px;line-height:16px;color:#1f2733">{{ bar.label }}</td><td width="300" style="padding:3px 8px 3px 0">{% if bar.width > 0 %}<table ${table}><tr><td bgcolor="#2f6fde" width="{{ bar.width }}" height="12" style="width:{{ bar.width }}px;height:12px;font-size:0;line-height:0">&nbsp;</td></tr></table>{% endif %}</td><td align="right" style="padding:3px 0;${font};font-size:13px;line-height:16px;color:#1f2733">{{ bar.text }}</td></tr>
{%- endfor %}
</table>
{%- endif %}
{%- if section.leftOut > 0 %}<div style="color:#4a5565">… and {{ section.leftOut }} more</div>{% endif %}
</td></tr>
{%- endfor %}
{%- if leftOut > 0 %}
<tr><td style="padding:8px 24px;${font};font-size:14px;line-height:21px;color:#4a5565">… and {{ leftOut }} more</td></tr>
{%- endif %}
{%- if link %}
<tr><td style="padding:12px 24px"><table ${table}><tr><td bgcolor="#1f5fcc" style="padding:8px 16px"><a href="{{ link.url }}" style="${font};font-size:14px;line-height:20px;font-weight:bold;color:#fbfcfd;text-decoration:none">{{ link.label }}</a></td></tr></table></td></tr>
{%- endif %}
<tr><td style="padding:12px 24px 20px 24px;${font};font-size:12px;line-height:18px;color:#5b6675">{% for line in footer %}<div>{{ line }}</div>{% endfor %}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
