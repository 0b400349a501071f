/** The model of a series in words, for a person who wonders why it is silent, or why it is not. Pure. */
import { hoursText } from '../../config/silence.ts'
import { describeDuration, describeTime } from '../messages/times.ts'
import { isSilent, type Standing } from './snapshot.ts'
import { day, hour } from './week.ts'

export interface Known {
  slower: number
  alarms: number
  falseAlarms: number
}

export function inWords(one: Standing, at: Date, { slower, alarms, falseAlarms }: Known): string[] {
  const { subject, by } = one
  if (by === 'off')
    return [`${subject} is not watched: \`off\` stands in the configuration.`, unjudgedText(one)].filter(Boolean)
  if (by === 'learning') {
    return [
      `${subject} is still learning: a first model needs 8 leads and 7 days.`,
      'Until then it is never silent, unless `expect` says what must come.',
    ]
  }
  const since = one.since ? `${span(at.getTime() - one.since.getTime())} without a lead` : 'The time without any lead'
  const verdict = isSilent(one) ? 'That is a silence.' : 'That is no silence.'
  if (by === 'hand')
    return [
      one.since ? `It is ${since} now.` : 'No lead has come yet.',
      ...handWords(one),
      verdict,
      unjudgedText(one),
    ].filter(Boolean)
  return [
    `${subject} brings ${amount(one.perDay)} on a usual day.`,
    `${since} usually brings ${amount(one.expected)}; its limit is ${amount(one.limit)}. ${verdict}`,
    ...(slower < 1 ? [`Its last leads came more slowly than usual, so ${percent(1 - slower)} less is expected.`] : []),
    ...(alarms > 0
      ? [`Silences of the last 14 days: ${alarms}. Each raises the limit by half, at most to three times.`]
      : []),
    ...(one.longest
      ? [`Its longest usual quiet of 26 weeks was ${span(one.longest.until.getTime() - one.longest.since.getTime())}.`]
      : []),
    `The limit is made for ${amount(falseAlarms, 'false alarm')} a year.`,
    unjudgedText(one),
  ].filter(Boolean)
}

/** What `expect` asks for, what came, and when that becomes a silence. */
function handWords(one: Standing): string[] {
  if (!one.hand) return []
  const { expect, passed, came, silentAt } = one.hand
  const { leads, within, on, zone } = expect
  const hours = on ? `, of the time ${hoursText(on)} (${zone})` : ''
  const ofIt = on ? ' of that time' : ''
  const moment = (at: Date) => describeTime(at, zone)
  return [
    `\`expect\` asks for at least ${amount(leads)} per ${describeDuration(within)}${hours}.`,
    came
      ? `In the last ${describeDuration(within)}${ofIt}, since ${moment(came.from)}, ${amount(came.leads)} came.`
      : `${one.since ? `Since the last lead, of ${moment(one.since)},` : 'Since the hub watches it,'} ${span(passed)}${ofIt} have passed.`,
    ...(isSilent(one) || !silentAt ? [] : [`Without a further lead it is silent from ${moment(silentAt)} on.`]),
  ]
}

const unjudgedTexts = {
  starting: 'It is not judged now: the hub works again for less than ten minutes, or no worker looks.',
  unread: 'It is not judged now: its table cannot be read.',
  paused: 'It is not judged now: the destination is paused.',
}

function unjudgedText({ unjudged }: Standing): string {
  return unjudged ? unjudgedTexts[unjudged] : ''
}

function amount(count: number, one = 'lead'): string {
  const shown = count >= 10 ? Math.round(count) : Math.round(count * 10) / 10
  return `${shown} ${shown === 1 ? one : `${one}s`}`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** `2 d 4 h`, `5 h 20 min`, `8 min` */
function span(ms: number): string {
  const [days, hours, minutes] = [Math.floor(ms / day), Math.floor((ms % day) / hour), Math.floor((ms % hour) / 60_000)]
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`
}
