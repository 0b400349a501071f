import type { Channel } from '../channel.ts'
import type { Connector } from '../connector.ts'
import { asList, asRecord } from './as-record.ts'
import type { ConfigProblem } from './problems.ts'
import { isReference } from './secrets.ts'
import { sourceSettings } from './source.ts'

/** A secret in the file's text would be stored with every version of the file. */
export function literalSecrets(
  written: unknown,
  connectors: readonly Connector[],
  channels: readonly Channel[],
): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const refuse = (path: string, value: unknown) => {
    if (typeof value !== 'string' || isReference(value)) return
    problems.push({
      path,
      message: 'is a secret and must not stand in the file',
      hint: 'write ${env:NAME} or ${file:/path}',
    })
  }
  const file = asRecord(written)
  for (const [id, held] of Object.entries(asRecord(file['sources']))) {
    const source = asRecord(held)
    for (const [key, schema] of Object.entries(sourceSettings(source['type']))) {
      if (secretMeta(schema)) refuse(`sources.${id}.${key}`, source[key])
    }
  }
  const api = asRecord(file['api'])
  asList(api['tokens']).forEach((token, at) => {
    refuse(`api.tokens.${at}.token`, asRecord(token)['token'])
  })
  asList(api['users']).forEach((user, at) => {
    refuse(`api.users.${at}.hash`, asRecord(user)['hash'])
  })
  refuse('api.oidc.clientSecret', asRecord(api['oidc'])['clientSecret'])
  refuse('alerts.heartbeat', asRecord(file['alerts'])['heartbeat'])
  for (const [part, kinds] of [
    ['destinations', connectors],
    ['channels', channels],
  ] as const) {
    for (const [id, held] of Object.entries(asRecord(file[part]))) {
      const settings = asRecord(held)
      const kind = kinds.find(({ type }) => type === settings['type'])
      for (const [key, schema] of Object.entries(kind?.settings.shape ?? {})) {
        if (!secretMeta(schema)) continue
        for (const one of textsIn(settings[key])) refuse(`${part}.${id}.${key}`, one)
      }
    }
  }
  return problems
}

/** Every text in a setting, which may be a list (keys in rotation) or a map (headers). */
function textsIn(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [value]
}

export function secretMeta(schema: unknown): boolean {
  const meta = (schema as { meta?: () => Record<string, unknown> | undefined }).meta?.()
  return meta?.['secret'] === true
}
