/** Recognises URLs of Power Automate flows and Logic Apps, and hosts that cannot be public. */
import { BlockList, isIPv6 } from 'node:net'

/** A flow by its address since 2025: `https://{env}.environment.api.powerplatform.com/powerautomate/…` */
export function isFlow({ hostname }: URL): boolean {
  return hostname.endsWith('.api.powerplatform.com')
}

/** Azure Logic Apps still live there; flows of Power Automate stopped there on 30 November 2025. */
export function isFormerFlow({ hostname, pathname }: URL): boolean {
  return hostname.endsWith('.logic.azure.com') && pathname.includes('/workflows/')
}

/**
 * A trigger of Power Automate or Logic Apps, in any cloud, behind a proxy, and of a Standard Logic App, which lives on
 * azurewebsites.net: all have this path (learn.microsoft.com/azure/logic-apps/logic-apps-http-endpoint).
 */
export function isTrigger(url: URL): boolean {
  return isFlow(url) || isFormerFlow(url) || /\/triggers\/[^/]+\/(paths\/)?invoke\b/.test(url.pathname)
}

/**
 * Why leads or messages cannot be posted to this address; never with the address itself.
 * @returns undefined if they can.
 */
export function addressFault(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be a URL that starts with https://'
  return url.protocol === 'http:' && !isInternal(url) ? 'must start with https://' : undefined
}

/** Such a host may be posted to without TLS. Whether this hub may reach it at all, the address guard decides. */
function isInternal({ hostname }: URL): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  if (/\.(localhost|local|internal|lan|home\.arpa)$/.test(bare)) return true
  return isIPv6(bare) ? networks.check(bare, 'ipv6') : !bare.includes('.') || networks.check(bare)
}

const networks = new BlockList()
networks.addSubnet('10.0.0.0', 8)
networks.addSubnet('127.0.0.0', 8)
networks.addSubnet('172.16.0.0', 12)
networks.addSubnet('192.168.0.0', 16)
networks.addSubnet('::1', 128, 'ipv6')
networks.addSubnet('fc00::', 7, 'ipv6')
