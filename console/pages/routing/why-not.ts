/** Why a lead would not go to a destination. */
import type { Answer } from '../../hub/client.ts'

type Run = Pick<Answer<'post /dry-runs'>, 'destinations' | 'withheld' | 'routes'>
type Route = Pick<Answer<'get /routes'>['items'][number], 'name' | 'to' | 'otherwise'>

export interface NotSent {
  destination: string
  /** `rule`: a rule keeps the lead away. `unnamed`: no route names it. `routes`: the routes that name it do not send the lead. */
  kind: 'rule' | 'unnamed' | 'routes'
  /** Of a rule. */
  why?: string
  /** Each route that names it with the conditions that are not met; without any, only its `otherwise` names it. */
  routes: readonly { route: string; unmet: readonly string[] }[]
}

export function notSent(run: Run, destinations: readonly string[], routes: readonly Route[]): NotSent[] {
  const sent = new Set(run.destinations.map(({ destination }) => destination))
  return destinations
    .filter((destination) => !sent.has(destination))
    .map((destination) => {
      const kept = run.withheld.find((one) => one.destination === destination)
      if (kept) return { destination, kind: 'rule', why: kept.why, routes: [] }
      const naming = routes.filter(({ to, otherwise }) => to.includes(destination) || otherwise.includes(destination))
      if (naming.length === 0) return { destination, kind: 'unnamed', routes: [] }
      const told = naming.map(({ name }) => ({
        route: name,
        unmet: run.routes.find(({ route }) => route === name)?.unmet ?? [],
      }))
      return { destination, kind: 'routes', routes: told }
    })
}
