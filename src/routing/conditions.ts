/** Conditions of many routes: what several routes ask is asked once of a lead. */
import { type CompiledCondition, type Condition, compileCondition } from './condition.ts'
import type { Subject } from './subject.ts'

export interface Conditions {
  /** @returns its place; the same for the same condition. */
  enter(name: string, condition: Condition): number
  at(place: number): CompiledCondition
  /** Answers for one lead. */
  of(subject: Subject): (place: number) => boolean
}

const met = 1
const unmet = 2

export function openConditions(): Conditions {
  const places = new Map<string, number>()
  const compiled: CompiledCondition[] = []
  const at = (place: number) => compiled[place] as CompiledCondition
  return {
    enter(name, condition) {
      const key = JSON.stringify([name, condition])
      const place = places.get(key) ?? compiled.push(compileCondition(name, condition)) - 1
      places.set(key, place)
      return place
    },
    at,
    of(subject) {
      const answers = new Uint8Array(compiled.length)
      return (place) => {
        answers[place] ||= at(place).matches(subject) ? met : unmet
        return answers[place] === met
      }
    },
  }
}
