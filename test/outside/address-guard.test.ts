import dns from 'node:dns'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { guardAddresses } from '../../src/outside/address-guard.ts'

afterEach(() => vi.restoreAllMocks())

const literal = (host: string, allow: string[] = []) =>
  guardAddresses(allow).refuseLiteral(new URL(`http://${host}/`).hostname)

describe('a host that is written as an address', () => {
  it.each([
    ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.5.4', '192.168.1.1', '0.0.0.0', '255.255.255.255'],
    ...['169.254.169.254', '169.254.170.2', '100.64.0.1', '224.0.0.1', '240.0.0.1'],
    ...['[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[fd00:ec2::254]', '[ff02::1]'],
    ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:169.254.169.254]', '[::ffff:10.0.0.1]'],
    // Azure's host agent has a public address, and answers every machine of Azure.
    ...['168.63.129.16', '[::ffff:168.63.129.16]', '[64:ff9b::a83f:8110]', '[2002:a83f:8110::]'],
    // iana.org/assignments/iana-ipv4-special-registry
    ...['0.255.255.255', '100.127.255.255', '192.0.0.1', '192.0.0.9', '192.0.0.10', '192.0.0.170', '192.0.0.192'],
    ...['192.0.2.1', '192.31.196.1', '192.52.193.1', '192.88.99.1', '192.175.48.1', '198.18.0.1', '198.19.255.255'],
    ...['198.51.100.1', '203.0.113.1', '239.255.255.255', '255.255.255.254'],
    // iana.org/assignments/iana-ipv6-special-registry
    ...['[64:ff9b::808:808]', '[64:ff9b:1::1]', '[100::1]', '[100:0:0:1::1]', '[::ffff:0:808:808]', '[fec0::1]'],
    ...['[2001::1]', '[2001:0:4136:e378:8000:63bf:3fff:fdd2]', '[2001:1::1]', '[2001:1::2]', '[2001:1::3]'],
    ...['[2001:2::1]', '[2001:3::1]', '[2001:4:112::1]', '[2001:5::1]', '[2001:10::1]', '[2001:20::1]', '[2001:30::1]'],
    ...[
      '[2001:1ff::1]',
      '[2002::1]',
      '[2002:808:808::]',
      '[2620:4f:8000::1]',
      '[3fff::1]',
      '[3fff:fff::1]',
      '[5f00::1]',
    ],
    // Not assigned.
    ...['[4000::1]', '[8000::1]', '[e000::1]', '[1::1]'],
    ...['[64:ff9b::7f00:1]', '[64:ff9b::a9fe:a9fe]', '[2002:7f00:1::]', '[::127.0.0.1]', '[2001:db8::1]'],
  ])('%s is refused', (host) => {
    expect(() => literal(host)).toThrow(expect.objectContaining({ code: 'ERR_PRIVATE_NETWORK' }))
  })

  it.each([
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '127.1',
    '0',
    '0xa9fea9fe',
    '2852039166',
  ])('%s is one in disguise and refused', (host) => {
    expect(() => literal(host)).toThrow(expect.objectContaining({ code: 'ERR_PRIVATE_NETWORK' }))
  })

  it.each([
    ...['8.8.8.8', '20.42.0.1', '[2606:4700:4700::1111]', '172.32.0.1', '[::ffff:8.8.8.8]', '168.63.129.15'],
    ...['168.63.129.17', '100.63.255.255', '100.128.0.1', '192.0.1.1', '198.20.0.1', '223.255.255.254', '1.0.0.0'],
    ...['[2001:200::1]', '[2003::1]', '[2603:1030::1]', '[2a00:1450::1]', '[3fff:1000::1]', '[3ffe::1]'],
  ])('%s is public', (host) => {
    expect(() => literal(host)).not.toThrow()
  })

  it.each([
    ['127.0.0.1', '127.0.0.0/8'],
    ['[::ffff:127.0.0.1]', '127.0.0.1/32'],
    ['10.1.2.3', '10.1.0.0/16'],
    ['[fd00::1]', 'fd00::/8'],
    ['[::1]', '::1/128'],
    ['168.63.129.16', '168.63.129.16/32'],
    ['[64:ff9b::808:808]', '64:ff9b::/96'],
    ['[2002:808:808::]', '2002::/16'],
  ])('%s may be reached where %s is allowed', (host, allowed) => {
    expect(() => literal(host, [allowed])).not.toThrow()
  })

  it.each([
    ['10.2.0.1', '10.1.0.0/16'],
    ['[::1]', '127.0.0.0/8'],
    ['169.254.169.254', '10.0.0.0/8'],
    // The address behind the translator is one that the guard refuses.
    ['[64:ff9b::a9fe:a9fe]', '64:ff9b::/96'],
    ['[64:ff9b::a83f:8110]', '64:ff9b::/96'],
    ['[64:ff9b::7f00:1]', '64:ff9b::/96'],
  ])('%s is refused where only %s is allowed', (host, allowed) => {
    expect(() => literal(host, [allowed])).toThrow(expect.objectContaining({ code: 'ERR_PRIVATE_NETWORK' }))
  })

  it('a name is left to the resolver', () => {
    expect(() => literal('crm.example')).not.toThrow()
    expect(() => literal('localhost')).not.toThrow()
  })
})

describe('a name', () => {
  const answers = (addresses: string[]) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    vi.spyOn(dns, 'lookup').mockImplementation(((
      _host: string,
      _options: object,
      callback: (e: null, a: object[]) => void,
    ) => callback(null, found)) as never)
    vi.spyOn(dns.promises, 'lookup').mockImplementation((async () => found) as never)
  }
  const lookup = (host: string, options: object, allow: string[] = []) =>
    new Promise((resolve, reject) =>
      guardAddresses(allow).lookup(host, options, (error, address, family) =>
        error ? reject(error) : resolve(family === undefined ? address : [address, family]),
      ),
    )

  it('that resolves to the loopback is refused', async () => {
    await expect(lookup('localhost', {})).rejects.toMatchObject({ code: 'ERR_PRIVATE_NETWORK' })
    await expect(guardAddresses([]).resolve('localhost')).rejects.toMatchObject({ code: 'ERR_PRIVATE_NETWORK' })
    expect(await guardAddresses(['127.0.0.0/8', '::1/128']).resolve('localhost')).toMatch(/^(127\.0\.0\.1|::1)$/)
  })

  it.each([['10.0.0.1'], ['::1'], ['::ffff:169.254.169.254'], ['fe80::1%eth0']])(
    'that means %s is refused',
    async (address) => {
      answers([address])
      await expect(lookup('crm.example', { all: true })).rejects.toMatchObject({ code: 'ERR_PRIVATE_NETWORK' })
      await expect(guardAddresses([]).resolve('crm.example')).rejects.toMatchObject({ code: 'ERR_PRIVATE_NETWORK' })
    },
  )

  it('with private and public addresses is reached only at the public addresses', async () => {
    answers(['127.0.0.1', '20.42.0.1', '2606:4700::1', '10.0.0.1'])
    expect(await lookup('crm.example', { all: true })).toEqual([
      { address: '20.42.0.1', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ])
    expect(await lookup('crm.example', {})).toEqual(['20.42.0.1', 4])
    expect(await guardAddresses([]).resolve('crm.example')).toBe('20.42.0.1')
  })

  it('that does not exist fails with the resolver’s error', async () => {
    const unknown = Object.assign(new Error('no'), { code: 'ENOTFOUND' })
    vi.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: object, callback: (e: Error) => void) =>
      callback(unknown)) as never)
    await expect(lookup('nobody.example', {})).rejects.toBe(unknown)
  })
})
