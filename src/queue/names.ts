/** Queue and job names. A job id is never reused: BullMQ ignores one it has, and forgets it when the job is done. */
export const leadsQueue = 'leads'
export const upkeepQueue = 'upkeep'

const prefix = 'deliveries.'

export function deliveriesQueue(destination: string): string {
  return prefix + destination
}

export function turnJob(id: string, turn: number): string {
  return `${id}.${turn}`
}
