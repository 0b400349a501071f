import { type Group, needsPerson } from '../../parts/group/group.ts'

/** What a person does first: a held destination stops every lead, an exhausted delivery is old news. */
const order: readonly Group['state'][] = ['held', 'uncertain', 'rejected', 'exhausted']

export function firstOf(groups: readonly Group[]): Group[] {
  return groups
    .filter(needsPerson)
    .toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state) || other.count - one.count)
}
