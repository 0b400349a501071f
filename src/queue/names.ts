/** Queue and job names. A job id is never reused: BullMQ ignores one it has, and forgets it when the job is done. */
import type { Turn } from '../ledger/deliveries.ts'

export const leadsQueue = 'leads'
export const upkeepQueue = 'upkeep'

const prefix = 'deliveries.'

export function deliveriesQueue(destination: string): string {
  return prefix + destination
}

/** A job of several turns goes by its first. */
export function turnJob({ id, turn }: Turn): string {
  return `${id}.${turn}`
}
