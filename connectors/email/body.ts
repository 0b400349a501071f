import { Readable } from 'node:stream'
import { type DeliveryError, transient } from '../../src/failure.ts'
import { ClaimOver, type MayLeave } from '../../src/outside/claim.ts'

/**
 * A mail's bytes, read by nodemailer once the server has said 354. The claim is looked at before the first byte, and again
 * before the end, after which nodemailer writes the final dot: without that dot no server takes a mail (RFC 5321, 4.1.1.4).
 * The last part is small, so that a slow server holds back the look and not only the dot.
 */
export function bodyUnder(mayLeave: MayLeave, raw: Buffer): Readable {
  const parts = [raw.subarray(0, -2), raw.subarray(-2)].filter(({ length }) => length > 0)
  return new Readable({
    highWaterMark: 1,
    read() {
      if (mayLeave()) this.push(parts.shift() ?? null)
      else this.destroy(new ClaimOver())
    },
  })
}

export function isOver(body: Readable): boolean {
  return body.errored instanceof ClaimOver
}

/** As the HTTP door says it. */
export function claimEnded(): DeliveryError {
  const cause = new ClaimOver()
  return transient({ message: cause.message, code: cause.code, cause })
}
