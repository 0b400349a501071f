/** Finds an address in an unreadable body, whose format is not known. */

/** Whether the body contains the address, also escaped as in a form or in JSON. @param email in lower case */
export function mentions(raw: Buffer, email: string): boolean {
  const text = raw.toString('utf8')
  const form = unescapedForm(text)
  return [text, form, unescapedJson(text), unescapedJson(form)].some((one) => holds(one.toLowerCase(), email))
}

/**
 * The longest part of the address's domain that neither a form nor JSON escapes. Every body that contains the address
 * contains this part, too, so PostgreSQL can look for it before the body is fetched.
 */
export function domainOf(email: string): string {
  const parts = email.slice(email.lastIndexOf('@') + 1).match(/[a-z0-9.-]+/g) ?? []
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

/**
 * The address must stand alone: `joann@contoso.com` and `ann@contoso.com.au` are other people than `ann@contoso.com`.
 */
function holds(text: string, email: string): boolean {
  for (let at = text.indexOf(email); at >= 0; at = text.indexOf(email, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at)
    const after = text.slice(at + email.length, at + email.length + 2)
    if (!/[\p{L}\p{N}._+-]$/u.test(before) && !/^([\p{L}\p{N}-]|\.[\p{L}\p{N}])/u.test(after)) return true
  }
  return false
}

function unescapedForm(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}

function unescapedJson(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
