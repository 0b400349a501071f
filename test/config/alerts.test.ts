import { describe, expect, it } from 'vitest'
import { channels } from '../../channels/index.ts'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/problems.ts'

const env = { HOOK: 'https://hooks.contoso.com/a', BEAT: 'https://hc-ping.com/11111111-2222-4333-8444-555555555555' }
const hook = { type: 'webhook', url: '${env:HOOK}' }
const file = (more: object) => JSON.stringify({ sources: {}, destinations: {}, ...more })
const read = (more: object) => readConfig(file(more), { connectors: [], channels, env })

function problemsOf(more: object): string[] {
  try {
    read(more)
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ path, message, hint }) => `${path}: ${message} (${hint})`)
    throw error
  }
  return []
}

describe('channels and alerts', () => {
  it('may be left out', () => {
    const config = read({})
    expect(config.channels.size).toBe(0)
    expect(config.alerts).toMatchObject({
      zone: 'UTC',
      remindAfter: [14_400_000, 86_400_000],
      late: { within: 3_600_000 },
    })
  })

  it('need no more than one channel', () => {
    const { channels } = read({ channels: { ops: hook } })
    expect(channels.get('ops')).toMatchObject({
      alerts: { severity: 'info' },
      sending: { deadline: 30_000, retry: { first: 10_000, most: 600_000, within: 259_200_000 } },
    })
  })

  it('tell all mistakes at once, each with its path', () => {
    const found = problemsOf({
      channels: {
        ops: { ...hook, sending: { deadline: '2h' } },
        chat: { type: 'slak', url: '${env:HOOK}' },
        bare: { ...hook, alerts: { kinds: ['hold'] }, urll: 'x' },
        open: { type: 'webhook', url: 'https://hooks.contoso.com/a?key=secret' },
      },
      alerts: {
        to: ['opps'],
        escalate: { to: ['boss'] },
        zone: 'Europe/Berln',
        quietHours: { windows: [{ from: '25:00', until: '07:00' }] },
        kinds: { hold: { off: true } },
        heartbeat: 'https://hc-ping.com/1',
      },
    })
    for (const path of [
      ...['channels.ops.sending.deadline', 'channels.chat.type', 'channels.bare.alerts.kinds.0', 'channels.bare'],
      ...['channels.open.url', 'alerts.zone', 'alerts.quietHours.windows.0.from', 'alerts.heartbeat'],
    ]) {
      expect(found.filter((one) => one.startsWith(`${path}`))).not.toEqual([])
    }
    expect(found.join('\n')).toContain('channels.chat.type: no such channel; it is “slak” (did you mean slack?)')
    expect(found.join('\n')).toContain('channels.open.url: is a secret and must not stand in the file')
  })

  it('name only channels that there are', () => {
    const found = problemsOf({ channels: { ops: hook }, alerts: { to: ['opps'], escalate: { to: ['boss'] } } })
    expect(found).toEqual([
      'alerts.to.0: no channel is named opps (did you mean ops?)',
      expect.stringContaining('alerts.escalate.to.0: no channel is named boss'),
    ])
  })

  it('keep the address of the heartbeat out of the file', () => {
    const config = read({ alerts: { heartbeat: '${env:BEAT}' } })
    expect(config.alerts.heartbeat).toBe(env.BEAT)
    expect(config.secrets).toContain(env.BEAT)
  })

  it('have the same hash as long as only what a channel is told changes', () => {
    const hash = (more: object) => read({ channels: { ops: { ...hook, ...more } } }).channels.get('ops')?.settingsHash
    expect(hash({ alerts: { severity: 'critical' } })).toBe(hash({}))
    expect(hash({ sending: { deadline: '5s' } })).not.toBe(hash({}))
  })
})
