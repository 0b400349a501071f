import type { Answer } from '../../hub/client.ts'

/** Deliveries that have not arrived for one cause. */
export type Group = Answer<'get /backlog'>['items'][number]

const personal: readonly Group['state'][] = ['held', 'rejected', 'uncertain', 'exhausted']

/** Whether nothing happens until a person acts. */
export function needsPerson({ state }: Pick<Group, 'state'>): boolean {
  return personal.includes(state)
}

export function keyOf({ destination, state, class: kind, problem, code }: Group): string {
  return [destination, state, kind, problem, code].join(' ')
}

/** The filter that means the deliveries of a group. */
export function filterOf({ destination, state, class: kind, problem, code }: Group) {
  return {
    destination: [destination],
    state: [state],
    class: kind ? [kind] : undefined,
    problem: problem ? [problem] : undefined,
    code: code ?? undefined,
  }
}
