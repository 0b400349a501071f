import type { Tools } from '../../src/connector.ts'
import { configuration } from '../../src/failure.ts'
import { fields } from './fields.ts'
import type { Settings } from './settings.ts'
import { mustBeGiven, type Shape } from './shape.ts'

interface Finding {
  code: string
  problem: string
  say: string
}

/** What the org's description of Lead tells without writing; all findings at once. */
export function checkLead(shape: Shape | undefined, settings: Settings, { log, destination }: Tools): void {
  if (!shape) return
  const [first, ...more] = [...rights(shape), ...externalId(shape, settings.externalIdField)]
  if (first) {
    const message = [first, ...more].map(({ say }) => say).join('; ')
    throw configuration({ message, code: first.code, problem: `salesforce-${first.problem}` })
  }
  // No fault in itself: the mapping in use may leave the one out and fill the other.
  const closed = Object.keys(fields).filter((name) => !optional.has(name) && !shape.fields.get(name)?.createable)
  const demanded = [...shape.fields.values()].filter((field) => mustBeGiven(field) && !fields[field.name])
  if (closed.length) log.warn({ destination, fields: closed }, 'the integration user cannot write these Lead fields')
  const names = demanded.map(({ name }) => name)
  if (names.length)
    log.warn({ destination, fields: names }, 'the org requires Lead fields that only a mapping can fill')
}

const optional = new Set(['CountryCode', 'DoNotCall', 'HasOptedOutOfEmail'])

function rights(shape: Shape): Finding[] {
  if (shape.createable && shape.fields.get('LastName')?.createable) return []
  return [
    { code: 'INSUFFICIENT_ACCESS', problem: 'insufficient-access', say: 'The integration user may not create leads' },
  ]
}

function externalId(shape: Shape, name: string | undefined): Finding[] {
  if (!name) return []
  const field = shape.fields.get(name)
  if (!field?.externalId) {
    const say = `${name} is not there, not visible to the integration user, or not marked External ID`
    return [{ code: 'NOT_FOUND', problem: 'external-id-missing', say }]
  }
  const findings: Finding[] = []
  if (!field.unique) {
    findings.push({ code: 'NOT_UNIQUE', problem: 'external-id-not-unique', say: `${name} is not marked Unique` })
  }
  if (field.length > 0 && field.length < 36) {
    findings.push({
      code: 'TOO_SHORT',
      problem: 'external-id-missing',
      say: `${name} must hold 36 characters; make it 64`,
    })
  }
  return findings
}
