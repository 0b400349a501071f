/** Names of the queues. */
export const leadsQueue = 'leads'

const prefix = 'deliveries.'

export function deliveriesQueue(destination: string): string {
  return prefix + destination
}
