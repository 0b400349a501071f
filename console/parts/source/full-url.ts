/** Without `listen.publicUrl` the hub tells a path alone; then the address of this page stands before it. */
export function fullUrl(ingestUrl: string): string {
  return ingestUrl.startsWith('/') ? location.origin + ingestUrl : ingestUrl
}

/** The URL with a placeholder that a person replaces by the key, and the offer that leads of this sender are about. */
export function senderUrl(ingestUrl: string, key: string, offer = ''): string {
  const [base = '', query = ''] = fullUrl(ingestUrl).split('?')
  const parts = [query === '' ? '' : `key=${key}`, offer === '' ? '' : `offer=${encodeURIComponent(offer)}`].filter(
    Boolean,
  )
  return parts.length === 0 ? base : `${base}?${parts.join('&')}`
}
