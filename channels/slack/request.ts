/**
 * The blocks of a message. Limits: docs.slack.dev/reference/block-kit/blocks (header 150, section 3,000, 50 blocks). All
 * blocks together fail near 13,200 characters (msg_blocks_too_long; github.com/slackapi/bolt-js/issues/2509).
 */
import type { Message } from '../../src/channel.ts'
import type { Note } from '../../src/connector.ts'
import { clean, cut } from '../../src/lead/text.ts'
import { mostThatFit, noted } from '../../src/outside/endpoint/limits.ts'

const limits = { header: 150, section: 2_900, blocks: 50, together: 12_500, fallback: 1_000 }

type Block =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: false } }
  | { type: 'section'; text: { type: 'mrkdwn'; text: string; verbatim: true } }
  | { type: 'context'; elements: { type: 'mrkdwn'; text: string }[] }

export interface SlackBody {
  /** What notifications and old clients show. */
  text: string
  blocks: Block[]
}

/** @param notes what was cut or left out is added. */
export function bodyOf(message: Message, notes: Note[]): SlackBody {
  const { subject, alerts, brief, link } = message
  const title = clean(subject) || 'Leadyard'
  const header: Block = {
    type: 'header',
    text: { type: 'plain_text', text: noted(notes, 'header', title, limits.header), emoji: false },
  }
  const sections = alerts.length > 0 && !brief ? alertSections(message, notes) : plainSections(message.text)
  const body = (count: number): SlackBody => ({
    text: cutEscaped(escaped(title), limits.fallback),
    blocks: [header, ...sections.slice(0, count), ...footer(sections.length - count, link)],
  })
  const fits = (count: number) => {
    const { blocks } = body(count)
    return blocks.length <= limits.blocks && JSON.stringify(blocks).length <= limits.together
  }
  const count = mostThatFit(sections.length, fits)
  if (count < sections.length) {
    notes.push(`${sections.length - count} of ${sections.length} parts were left out: Slack takes no more`)
  }
  return body(count)
}

function alertSections({ subject, alerts }: Message, notes: Note[]): Block[] {
  return alerts.map(({ headline, text, link }) => {
    const lines = [headline === subject ? '' : `*${escaped(clean(headline))}*`, escaped(clean(text))]
    const said = lines.filter(Boolean).join('\n')
    const kept = cutEscaped(said, limits.section - 300)
    if (kept !== said) notes.push({ field: 'section', from: said.length, to: kept.length })
    return section([kept, linkTo(link)].filter(Boolean).join('\n'))
  })
}

/** Lines stay whole where they can. */
function plainSections(text: string): Block[] {
  const parts: string[] = []
  for (const line of escaped(clean(text)).split('\n')) {
    const last = parts.at(-1)
    if (last !== undefined && last.length + line.length < limits.section) parts[parts.length - 1] = `${last}\n${line}`
    else parts.push(cutEscaped(line, limits.section))
  }
  return parts.filter((part) => part.trim() !== '').map(section)
}

/** Slack refuses a section without text. */
function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text: text || '–', verbatim: true } }
}

function footer(leftOut: number, link: string | undefined): Block[] {
  const words = [leftOut > 0 ? `… and ${leftOut} more` : '', linkTo(link)].filter(Boolean).join(' · ')
  return words ? [{ type: 'context', elements: [{ type: 'mrkdwn', text: words }] }] : []
}

/** A sign that ends a link is written as its code (RFC 3986). */
function linkTo(link: string | undefined): string {
  if (link === undefined || link.length > 250) return ''
  return `<${escaped(link.replace(/[|<>\s]/g, encodeURIComponent))}|Open in Leadyard>`
}

/** docs.slack.dev/messaging/formatting-message-text: these three signs, and no others. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Never in the middle of an escaped sign. */
function cutEscaped(text: string, max: number): string {
  return text.length <= max ? text : `${cut(text, max - 1).replace(/&[a-z]{0,3}$/, '')}…`
}
