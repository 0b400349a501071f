/** How it stands, every ten seconds: asked of the API, as the console asks. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, openClient } from '../src/cli/client.ts'
import { table } from '../src/cli/table.ts'
import type { Answer } from '../src/client/operations.ts'
import type { Tally } from './sender.ts'

type Destination = Answer<'get /destinations'>['items'][number]

export interface Board {
  /** The summary. What is wrong with a destination is told once in full, in the vendor's words. */
  show(tally: Tally): Promise<string>
  /** Waits until nothing is on its way, but no longer than `patience` ms. */
  quiet(patience: number): Promise<void>
}

export function openBoard(url: string, token: string): Board {
  const client = openClient(url, token)
  const told = new Map<string, string>()

  async function destinations(): Promise<Destination[]> {
    return (await client.call('get /destinations')).items
  }

  return {
    async show(tally) {
      const [found, unrouted] = await Promise.all([destinations(), countLeads(client, 'unrouted')])
      const news = found.filter(({ id, trouble }) => trouble && told.get(id) !== trouble.message)
      for (const { id, trouble } of found) told.set(id, trouble?.message ?? '')
      const head = [
        new Date().toTimeString().slice(0, 8),
        ` since the start ${tally.taken} leads taken, ${tally.repeats} repeats, ${tally.unreadable} unreadable`,
        ...(tally.refused > 0 ? [`, ${tally.refused} REFUSED`] : []),
        `; in all ${unrouted} unrouted`,
      ]
      return [head.join(''), rows(found), ...news.map(sentence)].join('\n')
    },
    async quiet(patience) {
      const until = Date.now() + patience
      while (Date.now() < until && (await onTheWay())) await pause(100)
    },
  }

  async function onTheWay(): Promise<boolean> {
    if ((await countLeads(client, 'received')) > 0) return true
    return (await destinations()).some(({ state, counts: { queued = 0, sending = 0 } }) => {
      return sending > 0 || (state === 'open' && queued > 0)
    })
  }
}

async function countLeads(client: Client, state: 'received' | 'unrouted'): Promise<number> {
  const { count = 0 } = await client.call('get /leads', { query: { state: [state], limit: 1, count: true } })
  return count
}

function rows(destinations: readonly Destination[]): string {
  const titles = ['DESTINATION', 'CONNECTOR', 'STATE', 'DELIVERED', 'WAITING', 'HELD', 'OTHERS', 'PROBLEM']
  return table(
    titles.map((title) => ({ title, whole: title !== 'OTHERS' })),
    destinations.map(({ id, connector, state, trouble, counts, delivered }) => {
      const { waiting = 0, held = 0, ...others } = counts
      const rest = Object.entries(others).map(([each, count]) => `${count} ${each}`)
      const problem = trouble?.problem?.id ?? trouble?.code ?? ''
      return [id, connector, state, String(delivered.day), String(waiting), String(held), rest.join(', '), problem]
    }),
    process.stdout.columns,
  )
}

function sentence({ id, trouble }: Destination): string {
  const documented = trouble?.problem ? `\n  in the vendor's words: “${trouble.problem.wording[0]}”` : ''
  return `${id}: ${trouble?.message}${documented}`
}
