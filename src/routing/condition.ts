/** A compiled condition under `when:`. */
import { funnelStages } from '../lead/lead.ts'
import { countriesNamed, countryGroups } from './country.ts'
import { isGlob } from './glob.ts'
import { propertyNamed, propertyNames, type Subject, yesOrNo } from './subject.ts'
import { oneOf, type TextTest } from './texts.ts'

export type Scalar = string | number | boolean
type Wanted = Scalar | readonly Scalar[]
/** A value, a list of values (one is enough), or `not` of either. */
export type Condition = Wanted | { readonly not: Wanted }

export interface CompiledCondition {
  matches(subject: Subject): boolean
  /** Tells the operator why a lead matches: `country is one of DE, AT`. */
  met: string
  /** Tells the operator why a lead does not match: `country is none of DE, AT`. */
  unmet: string
}

/** A problem of a condition. `known` are the allowed words. */
export interface ConditionProblem {
  message: string
  word?: string
  known?: readonly string[]
}

export function conditionProblems(name: string, condition: Condition): ConditionProblem[] {
  if (!propertyNamed(name)) {
    return [{ message: `a lead has no property ${name}`, word: name, known: propertyNames }]
  }
  if (isGlob(name)) return [{ message: 'names one parameter: no glob can stand here' }]
  if (numbersOf(condition).some((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER)) {
    return [{ message: 'is too long for a number; write it in quotes' }]
  }
  const values = textsOf(condition)
  if (yesOrNo.includes(name)) {
    return values.every((text) => text === 'true' || text === 'false') ? [] : [{ message: 'must be true or false' }]
  }
  if (name === 'stage' || name === 'action.stage') {
    return values
      .filter((text) => !isGlob(text) && !stages.includes(text.toLowerCase()))
      .map((word) => ({ message: `there is no stage ${word}`, word, known: funnelStages }))
  }
  if (name !== 'country') return []
  return values
    .filter((text) => !couldBeCode(text) && !states.includes(text.toLowerCase()) && !countriesNamed(text))
    .map((text) => ({
      message: `${text} names no country; write an ISO code such as DE, a name, or ${countryGroups.join(', ')}`,
    }))
}

const states = ['present', 'absent']
const stages: readonly string[] = [...funnelStages, ...states]

/** Globs are matched against the two letters of the code. */
function couldBeCode(text: string): boolean {
  return isGlob(text) && text.replaceAll('*', '').length <= 2
}

/** @throws Error for an unknown property; `conditionProblems` reports every problem. */
export function compileCondition(name: string, condition: Condition): CompiledCondition {
  const property = propertyNamed(name)
  if (!property) throw new Error(`a lead has no property ${name}`)
  const wanted = textsOf(condition)
  const meant = name === 'country' ? wanted.flatMap(asCodes) : wanted
  const numbers = numbersOf(condition)
  const test = orNumber(oneOf(meant), numbers)
  const said = wanted.join(', ')
  const [is, isNone] =
    wanted.length === 1
      ? [`${name} is ${said}`, `${name} is not ${said}`]
      : [`${name} is one of ${said}`, `${name} is none of ${said}`]
  return isNot(condition)
    ? { matches: (subject) => !test(property(subject)), met: isNone, unmet: `${name} is one of ${said}` }
    : { matches: (subject) => test(property(subject)), met: is, unmet: isNone }
}

/** YAML reads `010` and `10`, `1.50` and `1.5` as the same number, so every spelling in a lead matches. */
function orNumber(test: TextTest, numbers: readonly number[]): TextTest {
  if (numbers.length === 0) return test
  return (texts) => test(texts) || texts.some((text) => text.trim() !== '' && numbers.includes(Number(text)))
}

function asCodes(text: string): readonly string[] {
  return isGlob(text) ? [text] : (countriesNamed(text) ?? [text])
}

function isNot(condition: Condition): condition is { readonly not: Wanted } {
  return typeof condition === 'object' && !Array.isArray(condition)
}

function textsOf(condition: Condition): string[] {
  return valuesOf(condition).map(String)
}

function numbersOf(condition: Condition): number[] {
  return valuesOf(condition).filter((value) => typeof value === 'number')
}

function valuesOf(condition: Condition): Scalar[] {
  return [isNot(condition) ? condition.not : condition].flat()
}
