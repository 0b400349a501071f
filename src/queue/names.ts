/** Names of the queues. */
export const leadsQueue = 'leads'
export const upkeepQueue = 'upkeep'

const prefix = 'deliveries.'

export function deliveriesQueue(destination: string): string {
  return prefix + destination
}
