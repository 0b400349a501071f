/** The moment a UUIDv7 was made, to the millisecond (RFC 9562, 5.7): a lead's id and its time never disagree. */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
}
