/** Of a URL that a reply header carries: browsers, proxies and clients take no more than 4 to 16 KiB of headers. */
const longest = 2_000

/** Where a form wants its sender to go, when that is a web page of a host that the configuration names. */
export function returnAddress(wanted: string, hosts: readonly string[]): string | undefined {
  const url = URL.canParse(wanted) ? new URL(wanted) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return hosts.includes(url.host) && url.href.length <= longest ? url.href : undefined
}
