/** Longest URL in a reply header: browsers, proxies and clients accept 4 to 16 KiB of headers. */
const longest = 2_000

/** The return address of a form, if its host stands in the configuration. */
export function returnAddress(wanted: string, hosts: readonly string[]): string | undefined {
  const url = URL.canParse(wanted) ? new URL(wanted) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return hosts.includes(url.host) && url.href.length <= longest ? url.href : undefined
}
