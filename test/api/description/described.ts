import { endpoints } from '../../../src/api/endpoints.ts'

/** The OpenAPI description, without a hub. */
export async function described(): Promise<unknown> {
  const one = endpoints.find(({ path }) => path === '/openapi.json')
  return one?.handle({} as never, {} as never)
}
