/** Whether a body that could not be read speaks of an address. A function of bytes: nothing is known of their format. */

/** @param email in lower case */
export function mentions(raw: Buffer, email: string): boolean {
  const text = raw.toString('utf8')
  const form = unescapedForm(text)
  return [text, form, unescapedJson(text), unescapedJson(form)].some((one) => holds(one.toLowerCase(), email))
}

/**
 * What every form of the body has in common, to look for before its bytes are fetched: of the domain the longest part
 * that neither a form nor JSON escapes.
 */
export function domainOf(email: string): string {
  const parts = email.slice(email.lastIndexOf('@') + 1).match(/[a-z0-9.-]+/g) ?? []
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

/** As a whole: `joann@contoso.com` is somebody else than `ann@contoso.com`, and so is `ann@contoso.com.au`. */
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
