/**
 * Which refusals after the final dot are not for what the mail says. Exchange Online, Amazon SES and SendGrid decide on most
 * of it only then.
 */

/**
 * The sender, its account, tenant, domain or address, or one of the recipients, which are the same for every lead. 5.7.3xx
 * and 5.7.5xx to 5.7.7xx:
 * learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online.
 */
const codes =
  /^5\.(1\.(0|1|2|3|6|7|8|10)|2\.(1|2|252)|4\.1|7\.(12|13|23|25|26|27|29|30|54|57|60|64|124|133|134|136|193|3\d\d|50[1-79]|51[0135]|6\d\d|7\d\d))$/

/** For servers that say 5.7.1, or no enhanced code at all. */
const words: readonly RegExp[] = [
  /SendAsDenied|permissions? to send as this sender|sender address rejected/i,
  /block ?list|black ?list|spamhaus|blocked using|banned send|traffic not accepted/i,
  /relay(ing)? (access )?denied|unable to relay|not permitted to relay|no valid recipients/i,
  // Amazon SES: the sandbox, an account under review, a missing right.
  /email address is not verified|sending paused for this account|not authorized to perform.{0,5}ses:/i,
  // SendGrid, Mailgun, Postmark. Used-up credits come back with the day or the month, or never: a person is told, and the
  // destination's probe goes on by itself.
  /verified sender identity|maximum credits exceeded|domain .{0,100}is (unverified|not verified)/i,
  /account (has been|is|was) (temporarily )?(suspended|disabled|deactivated|blocked)/i,
]

/** @param status 571 is no code of any RFC: servers that refuse a sender by policy use it without more. */
export function concernsEveryMail(status: number, enhanced: string | undefined, response: string): boolean {
  return status === 571 || codes.test(enhanced ?? '') || words.some((pattern) => pattern.test(response))
}

// A limit of the account, tenant or address for the day, or for the second: it passes by itself.
const quotas = new Set(['5.4.5', '5.1.90', '5.7.232', '5.7.233', '5.7.508'])
const quotaWords =
  /daily (message|sending|email) (quota|limit) exceeded|too many e?-?mails per second|throttling failure|maximum sending rate exceeded/i

export function isQuota(enhanced: string | undefined, response: string): boolean {
  return quotas.has(enhanced ?? '') || quotaWords.test(response)
}
