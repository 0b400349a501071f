/** Names of the queues. */
export const leadsQueue = 'leads'
export const messagesQueue = 'messages'

const prefix = 'deliveries.'

export function deliveriesQueue(destination: string): string {
  return prefix + destination
}
