import { asObject, isObject, textOf } from './sent-value.ts'
import { clean } from './text.ts'

export interface Described {
  description: string
  campaign: Record<string, string>
}

/** `Description` is text, `Campaigns: …`, or a JSON object as text with the listing URL's query parameters. */
export function readDescription(value: unknown): Described {
  const description = isObject(value) ? jsonOf(value) : textOf(value)
  const parameters = isObject(value) ? value : asObject(description)
  if (parameters) {
    const entries = Object.entries(parameters).map(([key, held]) => [clean(key), textOf(held)] as const)
    return { description, campaign: Object.fromEntries(entries) }
  }
  const campaigns = /^Campaigns:\s*(\S.*)$/is.exec(description)?.[1]
  return { description, campaign: campaigns ? { campaigns: campaigns.trim() } : {} }
}

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value)
  } catch {
    // The object is nested deeper than the stack. `raw` still holds it.
    return ''
  }
}
