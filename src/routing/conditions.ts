/** Conditions of many routes: what several routes ask is asked once of a lead. */
import { type CompiledCondition, type Condition, compileCondition, type NamedTexts } from './condition.ts'
import type { Property, Subject } from './subject.ts'

export interface Conditions {
  /** @returns its place; the same for the same condition. */
  enter(name: string, condition: Condition): number
  at(place: number): CompiledCondition
  /** Whether one lead meets all of some. After all were entered. */
  of(subject: Subject): (places: readonly number[]) => boolean
}

/** The conditions on one property that name texts: what the lead has there tells which of them it meets, without asking each. */
interface Index {
  property: Property
  byText: Map<string, number[]>
}

const met = 1
const unmet = 2

export function openConditions(): Conditions {
  const places = new Map<string, number>()
  const compiled: CompiledCondition[] = []
  const indexes = new Map<string, Index>()
  /** Of a lead that has none of the texts; 0 where it has to be asked. */
  let answersAtFirst: Uint8Array | undefined
  const at = (place: number) => compiled[place] as CompiledCondition

  function enterTexts(name: string, { property, texts }: NamedTexts, place: number): void {
    const index = indexes.get(name) ?? { property, byText: new Map() }
    indexes.set(name, index)
    for (const text of texts) {
      const held = index.byText.get(text)
      if (held) held.push(place)
      else index.byText.set(text, [place])
    }
  }

  function answersTo(subject: Subject): Uint8Array {
    answersAtFirst ??= Uint8Array.from(compiled, ({ named }) => (named ? (named.not ? met : unmet) : 0))
    const answers = answersAtFirst.slice()
    for (const { property, byText } of indexes.values()) {
      for (const text of property(subject)) {
        for (const place of byText.get(text.toLowerCase()) ?? []) answers[place] = at(place).named?.not ? unmet : met
      }
    }
    return answers
  }

  return {
    enter(name, condition) {
      const key = JSON.stringify([name, condition])
      const known = places.get(key)
      if (known !== undefined) return known
      const made = compileCondition(name, condition)
      const place = compiled.push(made) - 1
      places.set(key, place)
      if (made.named) enterTexts(name, made.named, place)
      return place
    },
    at,
    of(subject) {
      const answers = answersTo(subject)
      return (some) => {
        for (const place of some) {
          answers[place] ||= at(place).matches(subject) ? met : unmet
          if (answers[place] === unmet) return false
        }
        return true
      }
    },
  }
}
