/** What a POST costs this machine through the hub's door, by undici alone, and by axios. */
import type { Bench } from './bench.ts'
import { startChild } from './child.ts'
import { figure, median } from './figures.ts'
import type { AskPosts, PostCosts, Way } from './processes/posts.ts'
import type { AskReceivers, Receiving } from './processes/receivers.ts'
import type { Section } from './report.ts'

const section = {
  name: 'HTTP out',
  about: [
    'CPU time of the sending process per POST of a lead of about 600 bytes, over connections that stay open, in turns; the',
    'receiver runs in another process. The door adds to undici: deadline, cap of the reply, address guard, claim, and',
    'whether anything was sent.',
  ].join(' '),
  head: ['client', 'µs', 'µs, 20 at once'],
}

export async function httpOut({ quick, rounds, say }: Bench): Promise<Section[]> {
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const posts = startChild<AskPosts, PostCosts>('posts.ts')
  try {
    const { urls } = await receivers.ask({ open: ['takes'] })
    const [url = ''] = urls
    const asked = { url, turns: quick ? 2 : rounds * 3, size: quick ? 300 : 3_000 }
    const alone = await posts.ask({ ...asked, lanes: 1 })
    const together = await posts.ask({ ...asked, lanes: 20 })
    const rows = (Object.keys(alone) as Way[]).map((way) => [
      way,
      ...[alone, together].map((costs) => figure(median(costs[way]))),
    ])
    for (const row of rows) say(row.join(', '))
    return [{ ...section, rows }]
  } finally {
    await Promise.all([receivers.stop(), posts.stop()])
  }
}
