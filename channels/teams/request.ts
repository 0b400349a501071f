/**
 * The adaptive card of a message (adaptivecards.io 1.4), in the envelope that the flow's trigger expects: without `attachments`
 * the flow fails after its 202. Teams takes about 28 KB (learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors);
 * in practice less.
 */
import type { AlertNews, Message } from '../../src/channel.ts'
import type { Note } from '../../src/connector.ts'
import { clean } from '../../src/lead/text.ts'
import { mostThatFit, noted } from '../../src/outside/endpoint/limits.ts'

const limits = { bytes: 21_000, title: 300, text: 4_000, fact: 300 }

type Color = 'Attention' | 'Warning' | 'Good' | 'Default'

/** @param notes what was cut or left out is added. */
export function bodyOf(message: Message, notes: Note[]): string {
  const { subject, alerts, brief, link } = message
  const title = block(noted(notes, 'title', clean(subject) || 'Leadyard', limits.title), {
    ...{ weight: 'Bolder', size: 'Medium', color: colorOf(message) },
  })
  const parts =
    alerts.length > 0 && !brief ? alerts.map((news) => alertPart(news, message, notes)) : plainParts(message.text)
  const body = (count: number) => {
    const leftOut = parts.length - count
    const rest = leftOut > 0 ? [block(`… and ${leftOut} more`, { isSubtle: true })] : []
    return envelope([title, ...parts.slice(0, count).flat(), ...rest], link)
  }
  const count = mostThatFit(parts.length, (some) => Buffer.byteLength(body(some)) <= limits.bytes)
  if (count < parts.length)
    notes.push(`${parts.length - count} of ${parts.length} parts were left out: Teams takes no more`)
  return body(count)
}

function envelope(body: object[], link: string | undefined): string {
  const open = link !== undefined && link.length <= 2_000
  const actions = open ? [{ type: 'Action.OpenUrl', title: 'Open in Leadyard', url: link }] : []
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body,
    actions,
  }
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }
  return JSON.stringify({ type: 'message', attachments: [attachment] })
}

function alertPart(news: AlertNews, { subject }: Message, notes: Note[]) {
  const { headline, text, since, sinceText, severity, detail, type } = news
  const ended = type === 'alert.closed'
  const color = ended ? 'Good' : colors[severity]
  const code = typeof detail['code'] === 'string' ? clean(detail['code']) : ''
  const facts = [
    { title: 'Since', value: sinceText ?? `${since.toISOString().slice(0, 16).replace('T', ' ')} UTC` },
    { title: 'State', value: ended ? 'over' : severity },
    ...(code ? [{ title: 'Code', value: escaped(noted(notes, 'code', code, limits.fact)) }] : []),
  ]
  const told = clean(headline)
  return [
    ...(told && headline !== subject
      ? [block(noted(notes, 'headline', told, limits.title), { weight: 'Bolder', color })]
      : []),
    { type: 'FactSet', facts },
    ...textBlocks(noted(notes, 'text', clean(text), limits.text)),
  ]
}

function plainParts(text: string): object[][] {
  return clean(text)
    .split(/\n{2,}/)
    .flatMap((paragraph) => paragraph.match(/[\s\S]{1,2000}/gu) ?? [])
    .map(textBlocks)
}

function textBlocks(text: string): object[] {
  return text.trim() ? [block(text)] : []
}

function block(text: string, look: object = {}): object {
  return { type: 'TextBlock', text: escaped(text), wrap: true, ...look }
}

const colors = { critical: 'Attention', warning: 'Warning', info: 'Default' } as const satisfies Record<string, Color>

function colorOf({ alerts, important }: Message): Color {
  if (alerts.length > 0 && alerts.every(({ type }) => type === 'alert.closed')) return 'Good'
  if (important) return 'Attention'
  return alerts.some(({ severity }) => severity === 'warning') ? 'Warning' : 'Default'
}

/**
 * Text of a card takes a little Markdown: emphasis, links, lists (learn.microsoft.com/adaptive-cards/authoring-cards/
 * text-features). A numbered step may become a list, but nothing may become a link, emphasis or a tag. Two line breaks make one.
 */
function escaped(text: string): string {
  return text
    .replace(/[\\*_[\]`~<>]/g, '\\$&')
    .replace(/^([-+#])/gm, '\\$1')
    .replace(/\n+/g, '\n\n')
}
