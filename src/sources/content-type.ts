/** A missing type and plain text are accepted too, because the marketplace's Content-Type is not documented. */
export function isJson(type: string | undefined): boolean {
  return !type || /^(application\/([\w.+-]+\+)?json|text\/(plain|json))\s*(;|$)/i.test(type)
}

export const wantsJson = 'This source takes JSON. Send Content-Type: application/json. Nothing was kept.'
