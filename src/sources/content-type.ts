/** No type at all and plain text are taken: what the marketplace sends as Content-Type is documented nowhere. */
export function isJson(type: string | undefined): boolean {
  return !type || /^(application\/([\w.+-]+\+)?json|text\/(plain|json))\s*(;|$)/i.test(type)
}

export const wantsJson = 'This source takes JSON. Send Content-Type: application/json. Nothing was kept.'
