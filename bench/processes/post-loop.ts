/** The bare loop that fan-out is measured against: an HTTP client, keep-alive, and nothing else. */
import { type ClientName, clients } from '../bare-post.ts'
import { leadBody } from '../lead-body.ts'
import { answer } from './answer.ts'

export interface PostLoop {
  client: ClientName
  urls: readonly string[]
  /** To each address. */
  amount: number
  /** To each address at once. */
  concurrency: number
}

answer<PostLoop, { rate: number }>(async ({ urls, amount, ...how }) => {
  const started = performance.now()
  await Promise.all(urls.map((url) => postMany(url, amount, how)))
  return { rate: (urls.length * amount * 1000) / (performance.now() - started) }
})

async function postMany(
  url: string,
  amount: number,
  { client, concurrency }: Pick<PostLoop, 'client' | 'concurrency'>,
) {
  const post = clients[client](url, concurrency)
  let left = amount
  const one = async () => {
    while (left-- > 0) {
      const status = await post(leadBody())
      if (status !== 201) throw new Error(`the receiver answered ${status}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
}
