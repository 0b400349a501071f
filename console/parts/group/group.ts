import type { Answer } from '../../hub/client.ts'

/** Deliveries that have not arrived for one cause. */
export type Group = Answer<'get /backlog'>['items'][number]

const personal: readonly Group['state'][] = ['rejected', 'uncertain', 'exhausted']

/** Whether nothing happens until a person acts. A held destination is looked at by the hub, but a person has to fix it. */
export function needsPerson({ state, next }: Pick<Group, 'state' | 'next'>): boolean {
  return personal.includes(state) || state === 'held' || next.what === 'person'
}

export function keyOf({ destination, state, class: kind, problem, code }: Group): string {
  return [destination, state, kind, problem, code].join(' ')
}

/** The filter that means the deliveries of a group, and no others. */
export function filterOf({ destination, state, hold, class: kind, problem, code }: Group) {
  if (hold) return { destination: [destination], state: [state] }
  return {
    destination: [destination],
    state: [state],
    class: [kind ?? ('none' as const)],
    problem: [problem ?? 'none'],
    code: code ?? 'none',
  }
}
