/** The sender's object. @throws SyntaxError when it is not JSON */
export function parseBody(raw: Buffer): unknown {
  // .NET writes a byte order mark where it is told to.
  return JSON.parse(raw.toString().replace(/^\uFEFF/, ''))
}
