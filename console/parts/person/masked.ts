/** Words whose first letters are shown; more tell nothing. */
const most = 8

/** `Maria Garcia` → `M… G…`; `maria@contoso.com` → `m…@c….com`. Of a long text the first eight words. */
export function masked(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, most)
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
