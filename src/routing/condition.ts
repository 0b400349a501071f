/** One line under `when:`, made ready once. */
import { countriesNamed, countryGroups } from './country.ts'
import { isGlob } from './glob.ts'
import { propertyNamed, propertyNames, type Subject, yesOrNo } from './subject.ts'
import { oneOf } from './texts.ts'

export type Scalar = string | number | boolean
export type Wanted = Scalar | readonly Scalar[]
/** A value, a list of values (one is enough), or `not` of either. */
export type Condition = Wanted | { readonly not: Wanted }

export interface CompiledCondition {
  matches(subject: Subject): boolean
  /** For the operator, when it does not: `country is none of DE, AT`. */
  unmet: string
}

/** What is wrong with a condition, or nothing. `known` are the words that would be right. */
export interface ConditionProblem {
  message: string
  word?: string
  known?: readonly string[]
}

export function conditionProblems(name: string, condition: Condition): ConditionProblem[] {
  if (!propertyNamed(name)) {
    return [{ message: `a lead has no property ${name}`, word: name, known: propertyNames }]
  }
  const values = textsOf(condition)
  if (yesOrNo.includes(name)) {
    return values.every((text) => text === 'true' || text === 'false') ? [] : [{ message: 'must be true or false' }]
  }
  if (name !== 'country') return []
  return values
    .filter((text) => !isGlob(text) && !states.includes(text.toLowerCase()) && !countriesNamed(text))
    .map((text) => ({
      message: `${text} names no country; write an ISO code such as DE, a name, or ${countryGroups.join(', ')}`,
    }))
}

const states = ['present', 'absent']

/** @throws Error when `conditionProblems` has something to say. */
export function compileCondition(name: string, condition: Condition): CompiledCondition {
  const property = propertyNamed(name)
  if (!property) throw new Error(`a lead has no property ${name}`)
  const wanted = textsOf(condition)
  const test = oneOf(name === 'country' ? wanted.flatMap(asCodes) : wanted)
  const said = wanted.join(', ')
  return isNot(condition)
    ? { matches: (subject) => !test(property(subject)), unmet: `${name} is one of ${said}` }
    : {
        matches: (subject) => test(property(subject)),
        unmet: wanted.length === 1 ? `${name} is not ${said}` : `${name} is none of ${said}`,
      }
}

function asCodes(text: string): readonly string[] {
  return isGlob(text) ? [text] : (countriesNamed(text) ?? [text])
}

function isNot(condition: Condition): condition is { readonly not: Wanted } {
  return typeof condition === 'object' && !Array.isArray(condition)
}

function textsOf(condition: Condition): string[] {
  const wanted = isNot(condition) ? condition.not : condition
  return (Array.isArray(wanted) ? wanted : [wanted]).map(String)
}
