/** Which open alert explains another: the effect is not told while its cause is open. Pure. */

interface Inhibitable {
  id: string
  key: string
  kind: string
  subject: string
  detail: Readonly<Record<string, unknown>>
}

/** @returns for each alert the id of the open alert that explains it */
export function inhibitors(open: readonly Inhibitable[]): Map<string, string> {
  const byKey = new Map(open.map((one) => [one.key, one]))
  return new Map(
    open.flatMap((one) => {
      const causes = causesOf(one).map((keys) => keys.map((key) => byKey.get(key)).find(Boolean))
      const [first] = causes
      // An effect with several parts, such as late leads of two destinations, needs a cause for each part.
      const id = causes.length > 0 && causes.every(Boolean) ? first?.id : undefined
      return id === undefined || id === one.id ? [] : [[one.id, id] as const]
    }),
  )
}

/** For each part of an effect, the keys of alerts that explain it. */
function causesOf({ key, kind, subject, detail }: Inhibitable): string[][] {
  if (kind === 'ledger') return []
  const always = ['ledger']
  const closed = (destination: string) => [`held:${destination}`, `resting:${destination}`]
  switch (kind) {
    case 'silent':
      return [[...always, ...causesOfSilence(key), ...textsIn(detail['causes'])]]
    case 'late': {
      const { destinations } = detail
      const all = Array.isArray(destinations) ? destinations.map(String) : []
      return all.length === 0 ? [always] : all.map((id) => [...always, 'workers', ...closed(id)])
    }
    case 'backlog':
      return [[...always, 'workers', ...closed(subject)]]
    case 'refused':
      return [[...always, ...(detail['of'] === 'source' ? [] : closed(subject))]]
    case 'reconciliation':
      return [[...always, ...closed(subject)]]
    default:
      return [always]
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** `silent:source:<s>`, `silent:offer:<s>/<offer>`, `silent:destination:<d>`. */
function causesOfSilence(key: string): string[] {
  const [, what = '', ...rest] = key.split(':')
  const subject = rest.join(':')
  const [source = ''] = subject.split('/')
  const door = [`front-door:${source}`, `wrong-key:${source}`, `table:${source}`]
  if (what === 'source') return door
  if (what === 'offer') return [...door, `silent:source:${source}`]
  return [`held:${subject}`, `resting:${subject}`]
}
