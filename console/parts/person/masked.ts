/** `Maria Garcia` → `M… G…`; `maria@contoso.com` → `m…@c….com`. */
export function masked(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => (word.includes('@') ? maskedAddress(word) : firstOf(word)))
    .join(' ')
}

function maskedAddress(address: string): string {
  const [local = '', domain = ''] = address.split('@')
  return `${firstOf(local)}@${firstOf(domain)}.${domain.split('.').at(-1)}`
}

function firstOf(word: string): string {
  const [first = ''] = word
  return `${first}…`
}
