import { isMarketplaceSource } from './codes.ts'

export interface LeadSourceParts {
  source: string
  action: string
  offer: string
}

/** `Source-Action|publisher.offer`: offer ids contain hyphens, so the text is split at the bar first. */
export function splitLeadSource(leadSource: string): LeadSourceParts {
  const bar = leadSource.indexOf('|')
  const head = bar < 0 ? leadSource : leadSource.slice(0, bar)
  const hyphen = head.indexOf('-')
  return {
    source: (hyphen < 0 ? head : head.slice(0, hyphen)).trim(),
    action: hyphen < 0 ? '' : head.slice(hyphen + 1).trim(),
    offer: bar < 0 ? '' : leadSource.slice(bar + 1).trim(),
  }
}

/** For any sender: only Microsoft writes an action after a hyphen; other senders write "Trade-Show". */
export function readLeadSource(leadSource: string): LeadSourceParts {
  const parts = splitLeadSource(leadSource)
  const fromMicrosoft = leadSource.includes('|') || isMarketplaceSource(parts.source)
  return fromMicrosoft ? parts : { source: leadSource, action: '', offer: '' }
}
