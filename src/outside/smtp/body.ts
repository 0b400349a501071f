import { Readable } from 'node:stream'
import { ClaimOver, type MayLeave } from '../claim.ts'

/**
 * The mail's bytes, read by nodemailer once the server has said 354. The claim is looked at before the first byte, and again
 * before the end, after which nodemailer writes the final dot: without that dot no server takes a mail (RFC 5321, 4.1.1.4).
 * The last part is small, so that a slow server delays the look too, not only the dot.
 */
export function bodyUnder(mayLeave: MayLeave, mail: Buffer): Readable {
  const parts = [mail.subarray(0, -2), mail.subarray(-2)].filter(({ length }) => length > 0)
  return new Readable({
    highWaterMark: 1,
    read() {
      if (mayLeave()) this.push(parts.shift() ?? null)
      else this.destroy(new ClaimOver())
    },
  })
}
