/**
 * Addresses that no far end of the public internet has: IANA's registries of special-purpose addresses
 * (iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, read in November 2026), multicast,
 * unassigned addresses, and a cloud's own agent. Addresses that contain an IPv4 address (6to4, Teredo, NAT64) are
 * included.
 */
import { BlockList } from 'node:net'

const ipv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's host agent (learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16): as sensitive as
  // metadata.
  ['168.63.129.16', 32],
]

/** Special networks within 2000::/3, the only part of IPv6 that is assigned as global unicast. */
const ipv6: readonly (readonly [string, number])[] = [
  // Protocol assignments: Teredo, benchmarking, AMT, AS112, ORCHID and others.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
]

const special = new BlockList()
for (const [network, bits] of ipv4) special.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of ipv6) special.addSubnet(network, bits, 'ipv6')

const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** @param address the address as text, without a zone; an IPv4-mapped address as IPv4. */
export function isSpecial(address: string, kind: 'ipv4' | 'ipv6'): boolean {
  return (kind === 'ipv6' && !global.check(address, 'ipv6')) || special.check(address, kind)
}
