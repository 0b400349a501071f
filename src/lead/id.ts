/** The time of a UUIDv7 in milliseconds (RFC 9562, 5.7), so that a lead's id and its time agree. */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
}
