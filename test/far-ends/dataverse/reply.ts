export interface Reply {
  status: number
  headers?: Readonly<Record<string, string>>
  body?: string
}

/** A refusal in Dataverse's form: a JSON envelope, or a page if there is no `message`. */
export interface Refusal {
  status: number
  /** Often blank, or decimal. */
  code?: string
  message?: string
  page?: string
  headers?: Readonly<Record<string, string>>
}

export function replyOf({ status, code, message, page = '', headers }: Refusal): Reply {
  const body = message === undefined ? page : JSON.stringify({ error: { code, message } })
  const type = body.startsWith('<') ? 'text/html; charset=utf-8' : json
  return { status, headers: { 'odata-version': '4.0', 'content-type': type, ...headers }, body }
}

export function found(value: object): Reply {
  return { status: 200, headers: { 'odata-version': '4.0', 'content-type': json }, body: JSON.stringify(value) }
}

const json = 'application/json; odata.metadata=minimal'
