/** The tags of the OpenAPI description. An operation's tag follows from the first part of its path. */

const tags: Readonly<Record<string, string>> = {
  leads: 'Leads as they came in, and what became of them.',
  deliveries: 'Leads on their way to destinations: each with its state, attempts and receipt.',
  acts: 'What is done with many leads or deliveries at once.',
  destinations: 'The configured destinations: their state, and what operators do with them.',
  reconciliations: 'The daily proof, and downloads of Microsoft against the ledger.',
  sources: 'Where leads come in, and the leads of files.',
  alerts: 'What people should know, and what they were told.',
  configuration: 'The configuration in force, earlier ones, and the catalogue of problems.',
  hub: 'What changes, who did what, and this description.',
}

/** Parts of paths with a tag of another name. A part that is not here has a tag of its own name. */
const tagOfPart: Readonly<Record<string, keyof typeof tags>> = {
  backlog: 'deliveries',
  replays: 'acts',
  cancellations: 'acts',
  settlements: 'acts',
  reroutings: 'acts',
  erasures: 'acts',
  exports: 'acts',
  'dry-runs': 'acts',
  imports: 'sources',
  channels: 'alerts',
  messages: 'alerts',
  report: 'alerts',
  problems: 'configuration',
  config: 'configuration',
  audit: 'hub',
  changes: 'hub',
  'openapi.json': 'hub',
}

export function tagOf(path: string): string {
  const part = path.split('/')[1] ?? ''
  return tagOfPart[part] ?? part
}

/** The tags of these paths with their descriptions, in the order of the list above. */
export function tagsOf(paths: readonly string[]): { name: string; description: string }[] {
  const used = new Set(paths.map(tagOf))
  const names = [...Object.keys(tags).filter((name) => used.has(name)), ...[...used].filter((name) => !(name in tags))]
  return names.map((name) => ({ name, description: tags[name] ?? `Everything under \`/api/${name}\`.` }))
}
