import type { FunnelStage, LeadAction } from './lead.ts'

// Partner Center, "Customer leads from your commercial marketplace offer", lead data: source and action codes.
const sourceLabels = new Map([
  ['azuremarketplace', 'Azure Marketplace'],
  ['azureportal', 'Azure portal'],
  ['testdrive', 'Test drive'],
  ['spza', 'AppSource'],
])

const actions = new Map<string, { label: string; stage: FunnelStage }>([
  ['ins', { label: 'Get it now', stage: 'active' }],
  ['plt', { label: 'Contact me', stage: 'interest' }],
  ['dnc', { label: 'Do not contact', stage: 'do-not-contact' }],
  ['create', { label: 'Purchase in the Azure portal', stage: 'active' }],
  ['starttestdrive', { label: 'Test drive', stage: 'trial' }],
])

/** An unknown code is valid, and its label is the code. */
export function sourceLabel(code: string): string {
  return sourceLabels.get(code.toLowerCase()) ?? code
}

export function isMarketplaceSource(code: string): boolean {
  return sourceLabels.has(code.toLowerCase())
}

/** An unknown code is valid: its label is the code, its stage `unknown`. */
export function actionOf(code: string): LeadAction {
  return { code, ...(actions.get(code.toLowerCase()) ?? { label: code, stage: 'unknown' as const }) }
}
