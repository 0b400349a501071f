/** The domain rules: which of the chosen destinations may get a lead, and how. A function of plain data. */
import { compileCondition, type Scalar } from './condition.ts'
import type { Subject } from './subject.ts'
import { oneOf } from './texts.ts'

/** How special leads are treated; a route may have its own switches. */
export interface Switches {
  doNotContact: 'deliver' | 'notify' | 'suppress'
  education: 'deliver' | 'withhold' | 'approve'
  tests: 'deliver' | 'mark' | 'skip'
  repeats: 'deliver' | 'merge' | 'suppress'
}

interface CountryRule {
  /** Codes, names, `EU`, `EEA`, `DACH`, `unknown`. */
  in: Scalar | readonly Scalar[]
  /** The only destinations for these leads; an empty list blocks the leads. */
  only: readonly string[]
  /** The destination for leads that the rule keeps from other destinations. */
  redirect?: string | undefined
}

export interface Rules extends Switches {
  /** Globs over the e-mail domain. */
  educationDomains: readonly string[]
  countries: readonly CountryRule[]
}

/** How a delivery changes the lead. It is stored with the delivery, so that a reload changes no existing delivery. */
const handlings = ['withhold', 'mark', 'merge'] as const
export type Handling = (typeof handlings)[number]

/** A destination that a route names for a lead. */
export interface Chosen {
  destination: string
  /** The first route that names the destination; its mapping and switches count. */
  route: string
  switches: Switches
}

export interface Target {
  destination: string
  route: string
  handling: readonly Handling[]
}

/** A destination that a rule keeps the lead from. */
export interface Withheld {
  destination: string
  route: string
  /** `the lead is do-not-contact`. No lead data. */
  why: string
}

/** The reason that a lead of a university waits for a person's approval. */
export const awaitsApproval = 'it waits for approval'

export type ApplyRules = (subject: Subject, chosen: readonly Chosen[]) => { targets: Target[]; withheld: Withheld[] }

/** @param notifying destinations that tell people instead of storing records. */
export function compileRules(rules: Rules, notifying: ReadonlySet<string>): ApplyRules {
  const isEducation = oneOf(rules.educationDomains)
  const countries = rules.countries.map((rule) => compileCountry(rule))
  return (subject, chosen) => {
    const { lead, repeat, approved } = subject
    const isDnc = lead.action.stage === 'do-not-contact'
    const education = isEducation([lead.person.emailDomain])
    const targets: Target[] = []
    const withheld: Withheld[] = []
    const kind = { isDnc, education, repeat, approved, test: lead.test }
    for (const { destination, route, switches } of chosen) {
      const why = refusal(switches, kind, notifying.has(destination))
      if (why) withheld.push({ destination, route, why })
      else targets.push({ destination, route, handling: handlingOf(switches, kind) })
    }
    const switchesOf = new Map(chosen.map(({ route, switches }) => [route, switches]))
    const concerning = countries.filter(({ condition }) => condition.matches(subject))
    return concerning.reduce<RulesOutcome>(
      (outcome, rule, at) =>
        rule.apply(outcome, ({ destination, route }) => {
          const other = concerning.slice(0, at).find(({ allowed }) => !allowed.has(destination))
          return other?.why ?? refusal(switchesOf.get(route) ?? rules, kind, notifying.has(destination))
        }),
      { targets, withheld },
    )
  }
}

interface Kind {
  isDnc: boolean
  education: boolean
  repeat: boolean
  approved: boolean
  test: boolean
}

function refusal(switches: Switches, kind: Kind, notifies: boolean): string | undefined {
  if (kind.test && switches.tests === 'skip') return 'test leads are skipped'
  if (kind.isDnc && switches.doNotContact === 'suppress') return 'do-not-contact leads are suppressed'
  if (kind.isDnc && switches.doNotContact === 'notify' && !notifies) return 'do-not-contact leads are only announced'
  if (kind.education && switches.education === 'approve' && !kind.approved) return awaitsApproval
  // A do-not-contact repeat is not suppressed, because a far end that knows the person must learn of it.
  if (kind.repeat && !kind.isDnc && switches.repeats === 'suppress') return 'repeats of a person are suppressed'
  return undefined
}

function handlingOf(switches: Switches, kind: Pick<Kind, 'education' | 'repeat' | 'test'>): Handling[] {
  const handling: Handling[] = []
  if (kind.education && switches.education === 'withhold') handling.push('withhold')
  if (kind.test && switches.tests === 'mark') handling.push('mark')
  if (kind.repeat && switches.repeats === 'merge') handling.push('merge')
  return handling
}

type RulesOutcome = ReturnType<ApplyRules>

function compileCountry({ in: countries, only, redirect }: CountryRule) {
  const condition = compileCondition('country', countries)
  const allowed = new Set([...only, ...(redirect ? [redirect] : [])])
  const said = [countries].flat().join(', ')
  const why =
    allowed.size === 0 ? `leads of ${said} are blocked` : `leads of ${said} go to ${[...allowed].join(', ')} only`
  return { condition, allowed, why, apply }

  /** @param refuses tells why the other rules keep the lead from the redirect destination. */
  function apply({ targets, withheld }: RulesOutcome, refuses: (one: Target) => string | undefined): RulesOutcome {
    const stay = targets.filter(({ destination }) => allowed.has(destination))
    const go = targets.filter(({ destination }) => !allowed.has(destination))
    const [first] = go
    if (!first) return { targets, withheld }
    const left = {
      targets: stay,
      withheld: [...withheld, ...go.map(({ destination, route }) => ({ destination, route, why }))],
    }
    if (!redirect || [...stay, ...withheld].some(({ destination }) => destination === redirect)) return left
    const others = go.map((one) => ({ ...one, destination: redirect }))
    const other = others.find((one) => !refuses(one))
    if (other) return { ...left, targets: [...stay, other] }
    const { route } = first
    const whyNot = refuses({ ...first, destination: redirect }) ?? why
    return { ...left, withheld: [...left.withheld, { destination: redirect, route, why: whyNot }] }
  }
}
