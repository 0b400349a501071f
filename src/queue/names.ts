/** Queue and job names. BullMQ ignores a job whose id it has, and forgets the id when the job is done. */
import type { Turn } from '../ledger/claims.ts'

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

/** Not the same: the queue may have that job, at the wrong place. */
export function offeredTurnJob(turn: Turn): string {
  return `${turnJob(turn)}.again`
}
