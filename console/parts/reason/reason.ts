/**
 * What the hub says of routes and rules, in the language of the page: its fixed sentences and operators. The names and values of
 * the operator stay as they are, and so does what is not known here. Pure.
 */
import type { reasons as english } from '../../texts/en/reasons.ts'

export type Say = (key: keyof (typeof english)['reasons'], values?: Record<string, string>) => string

interface Form {
  key: Parameters<Say>[0]
  /** Its groups are the values of the text. */
  said: RegExp
}

const routes: readonly Form[] = [
  { key: 'byOtherwise', said: /^otherwise: no route takes the lead$/ },
  { key: 'instead', said: /^route (?<route>[^:]+), by a rule for the country that sends the lead here instead$/ },
  { key: 'onlyElse', said: /^route (?<route>[^:]+): only leads that do not meet its conditions go here$/ },
  { key: 'onlyMeeting', said: /^route (?<route>[^:]+): only leads that meet its conditions go here$/ },
  { key: 'routeElse', said: /^route (?<route>[^:]+), otherwise: (?<rest>.*)$/ },
  { key: 'route', said: /^route (?<route>[^:]+(:otherwise)?): (?<rest>.*)$/ },
  { key: 'onlyUntaken', said: /^only leads that no route takes go here$/ },
  { key: 'unnamed', said: /^no route names it$/ },
  { key: 'noRoute', said: /^no route matches$/ },
  { key: 'moreRoutes', said: /^(?<count>\d+) more routes name it, and none takes the lead$/ },
]

const rules: readonly Form[] = [
  { key: 'notTo', said: /^(?<rest>.*): not to (?<destinations>.*)$/ },
  { key: 'tests', said: /^test leads are skipped$/ },
  { key: 'doNotContact', said: /^do-not-contact leads are suppressed$/ },
  { key: 'announced', said: /^do-not-contact leads are only announced$/ },
  { key: 'approval', said: /^it waits for approval$/ },
  { key: 'repeats', said: /^repeats of a person are suppressed$/ },
  { key: 'blocked', said: /^leads of (?<countries>.*) are blocked$/ },
  { key: 'goOnly', said: /^leads of (?<countries>.*?) go to (?<only>.*) only$/ },
]

const conditions: readonly Form[] = [
  { key: 'everyOffer', said: /^every offer$/ },
  { key: 'from', said: /^in force from (?<at>\S+)$/ },
  { key: 'until', said: /^in force until (?<at>\S+)$/ },
  { key: 'oneOfMore', said: /^(?<property>offer) is one of (?<values>.*) and (?<more>\d+) more$/ },
  { key: 'noneOfMore', said: /^(?<property>offer) is none of (?<values>.*) and (?<more>\d+) more$/ },
  { key: 'oneOf', said: /^(?<property>.+?) is one of (?<values>.*)$/ },
  { key: 'noneOf', said: /^(?<property>.+?) is none of (?<values>.*)$/ },
  { key: 'isNot', said: /^(?<property>.+?) is not (?<values>.*)$/ },
  { key: 'is', said: /^(?<property>.+?) is (?<values>.*)$/ },
]

const unknown: readonly Form[] = [
  { key: 'notRouted', said: /^The lead has not been routed yet\.$/ },
  { key: 'notKept', said: /^The text of this configuration is not kept\.$/ },
  { key: 'nothingToRead', said: /^The lead is (?<state>\w+): it holds nothing that routes could read\.$/ },
]

const forms = [...routes, ...rules, ...unknown, ...conditions]

/** @param text parts with `; ` between them, as the hub joins them */
export function reasonIn(say: Say, text: string): string {
  return text
    .split('; ')
    .map((part) => partIn(say, part))
    .join('; ')
}

function partIn(say: Say, part: string): string {
  for (const { key, said } of forms) {
    const groups = said.exec(part)?.groups
    if (groups === undefined && !said.test(part)) continue
    const { rest, ...values } = groups ?? {}
    return say(key, { ...values, ...(rest === undefined ? {} : { rest: partIn(say, rest) }) })
  }
  return part
}
