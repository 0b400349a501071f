/** Marketo's envelopes and messages (help/rest-api/error-codes.md). */
export interface Fault {
  code: string
  message: string
}

export interface Reply {
  status: number
  body: string
}

export function ok(body: object): Reply {
  return { status: 200, body: JSON.stringify({ requestId: 'e42b#14272d07d78', ...body }) }
}

export function succeeded(result: readonly object[]): Reply {
  return ok({ success: true, result })
}

/** The whole call failed. */
export function refused(code: string, message: string): Reply {
  return ok({ success: false, errors: [{ code, message }] })
}

/** The call succeeded, but the record was skipped. */
export function skipped({ code, message }: Fault): object {
  return { status: 'skipped', reasons: [{ code, message }] }
}
