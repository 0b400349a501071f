/** Which operations have to be read again after a change: the first word of the path → names of `GET /changes`. */
const depends: Readonly<Record<string, readonly string[]>> = {
  leads: ['leads', 'deliveries'],
  deliveries: ['deliveries'],
  backlog: ['deliveries'],
  destinations: ['deliveries', 'destination', 'config'],
  replays: ['replays', 'replay', 'deliveries'],
  lookups: ['lookups', 'lookup', 'audit', 'deliveries'],
  // What is done within a second shows as an act alone.
  erasures: ['erasures', 'erasure', 'audit'],
  sources: ['sources', 'leads'],
  silence: ['sources', 'leads'],
  offers: ['leads', 'config'],
  routes: ['config'],
  config: ['config'],
  audit: ['audit'],
  sessions: ['audit'],
  overview: ['leads', 'deliveries', 'destination', 'config', 'sources', 'alerts'],
  alerts: ['alerts'],
  channels: ['messages', 'config'],
  messages: ['messages'],
  reconciliations: ['proofs'],
  tallies: ['leads', 'deliveries'],
}

/** What a far end tells costs it a request, and changes with the configuration alone. */
const byConfiguration = /^get \/destinations\/\{id\}\/(usage|fields)$/

/** @param operation such as `get /destinations/{id}` */
export function isTouched(operation: string, names: readonly string[]): boolean {
  const [, first = ''] = /^\w+ \/(\w+)/.exec(operation) ?? []
  const of = byConfiguration.test(operation) ? ['config'] : depends[first]
  if (!of) return false
  return names.some((name) => name === 'everything' || of.includes(name.replace(/:.*$/, '')))
}
