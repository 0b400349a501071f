import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { isSpecial } from './special-networks.ts'

/**
 * Refuses private, loopback, link-local, metadata and all other special-purpose addresses, unless their CIDR is
 * allowed.
 */
export interface AddressGuard {
  /** For `net.connect`: the resolved address is checked, and the connection uses exactly this address. */
  lookup: LookupFunction
  /**
   * Checks a host that is written as an address, because Node then does not call `lookup`.
   * @throws ERR_PRIVATE_NETWORK
   */
  refuseLiteral(hostname: string): void
  /** Resolves one allowed address of `host`. @throws ERR_PRIVATE_NETWORK, or the resolver's error */
  resolve(host: string): Promise<string>
}

class PrivateNetworkError extends Error {
  readonly code = 'ERR_PRIVATE_NETWORK'
}

const nat64 = ipaddr.parseCIDR('64:ff9b::/96')

/** The IPv4 address that a NAT64 translator would connect to (RFC 6052 §2.1). */
function translated(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address.kind() !== 'ipv6' || !address.match(nat64)) return undefined
  return new ipaddr.IPv4(address.toByteArray().slice(12))
}

/** The address without its zone: `fe80::1%eth0` becomes `fe80::1`. */
function bare(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.toString().replace(/%.*$/, '')
}

/** @param allow private CIDRs that may be reached, such as `10.1.0.0/16` or `127.0.0.1/32`. */
export function guardAddresses(allow: readonly string[]): AddressGuard {
  const allowed = allow.map((cidr) => ipaddr.parseCIDR(cidr))

  function permits(address: string): boolean {
    if (!ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    if (!isSpecial(bare(parsed), parsed.kind())) return true
    const behind = translated(parsed)
    if (behind && !permits(behind.toString())) return false
    return allowed.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
  }

  /** The last permitted host, because a destination asks for the same host again and again. */
  let permitted: string | undefined

  return {
    lookup(hostname, options, callback) {
      dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 0)
        const usable = addresses.filter((found) => permits(found.address))
        const [first] = usable
        if (!first) return callback(new PrivateNetworkError('refused'), '', 0)
        if (options.all) return callback(null, usable)
        callback(null, first.address, first.family)
      })
    },
    refuseLiteral(hostname) {
      if (hostname === permitted) return
      const bare = hostname.replace(/^\[|\]$/g, '')
      if (ipaddr.isValid(bare) && !permits(bare)) throw new PrivateNetworkError('refused')
      permitted = hostname
    },
    async resolve(host) {
      const found = await dns.promises.lookup(host, { all: true })
      const usable = found.find(({ address }) => permits(address))
      if (!usable) throw new PrivateNetworkError('refused')
      return usable.address
    },
  }
}
