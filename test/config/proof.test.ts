import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/problems.ts'
import { post } from '../delivery/post.ts'

function read(proof: object | undefined) {
  const text = JSON.stringify({
    sources: { web: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: { crm: { type: 'post', url: 'https://crm.example' } },
    ...(proof && { proof }),
  })
  return readConfig(text, { connectors: [post], env: { KEY: 'the-key-of-the-test' } }).proof
}

function problemsOf(proof: object): string[] {
  try {
    read(proof)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
  return []
}

describe('proof', () => {
  it('is at 02:00 in the zone of the process, for every destination, and tells nobody', () => {
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
    expect(read(undefined)).toEqual({ zone, at: '02:00', off: [], to: [] })
  })

  it('has its own zone, time and exceptions', () => {
    const given = { zone: 'Asia/Kolkata', at: '03:30', off: ['crm'] }
    expect(read(given)).toEqual({ ...given, to: [] })
  })

  it('names what is not there', () => {
    expect(problemsOf({ zone: 'Europe/Atlantis', at: '24:00', off: ['cmr'], to: ['ops'] })).toEqual([
      'proof.zone: must be a time zone such as Europe/Berlin; it is “Europe/Atlantis”',
      'proof.at: must be a time such as 02:00; it is “24:00”',
      'proof.off.0: no destination is named cmr',
      'proof.to.0: no channel is named ops',
    ])
  })
})
