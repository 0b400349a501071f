import { domainToASCII } from 'node:url'
import { type DeliveryError, rejected } from '../../src/failure.ts'

const longest = 255

/**
 * "Only ASCII characters are supported in the email address field" (help/rest-api/leads.md, "Create and Update"). A
 * domain has an ASCII form; the part before the @ has none. Never cut: a shorter address is someone else's.
 */
export function asciiEmail(text: string): string {
  const email = text.trim()
  if (!email)
    throw refused('EMAIL_MISSING', 'The lead has no e-mail address, and Marketo knows persons by nothing else')
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const domain = email.slice(at + 1)
  if (at < 1 || !domain || /\s/.test(email)) throw refused('EMAIL_INVALID', 'What stands as e-mail is not an address')
  if (!printable.test(local)) {
    throw refused('EMAIL_NOT_ASCII', 'The e-mail has letters before the @ that Marketo does not take (ASCII only)')
  }
  const host = printable.test(domain) ? domain.toLowerCase() : domainToASCII(domain)
  if (!host) throw refused('EMAIL_INVALID', 'The domain of the e-mail is not a domain')
  const ascii = `${local}@${host}`
  if (ascii.length > longest)
    throw refused('EMAIL_TOO_LONG', `The e-mail is longer than Marketo's ${longest} characters`)
  return ascii
}

const printable = /^[\x21-\x7e]+$/

function refused(code: string, message: string): DeliveryError {
  return rejected({ code, message: `${message}; mend the lead and replay it` })
}
