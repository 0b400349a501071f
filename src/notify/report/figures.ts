/** What a report says, as figures. No personal data. */

/** Of the period, and of the period before. */
export interface Compared {
  now: number
  before: number
}

export interface Line extends Compared {
  /** Blank: not known. */
  name: string
}

export interface Times {
  /** Milliseconds from arrival to receipt within which half of the deliveries were made; null without any. */
  median: number | null
  p95: number | null
}

export interface DestinationLine extends Compared, Times {
  destination: string
  /** Deliveries of leads of this period that have not arrived, and were not cancelled. */
  open: number
  /** Deliveries that arrived in this period, by the outcome of the receipt, or `look-up` or `word`. */
  proofs: Readonly<Record<string, number>>
}

/** What the daily proof found at a destination, of the days of the period. */
interface Found {
  destination: string
  present: number
  missing: number
  unchecked: number
}

export interface Fewer {
  of: 'source' | 'offer'
  name: string
  now: number
  usual: number
}

export interface ReportFigures {
  unit: 'week' | 'month'
  every: number
  zone: string
  from: Date
  to: Date
  before: Date
  leads: Compared
  unrouted: Compared
  unreadable: Compared
  /** By days that begin at the time of the report, oldest first. */
  days: readonly { from: Date; leads: number }[]
  offers: readonly Line[]
  sources: readonly Line[]
  actions: readonly Line[]
  countries: readonly Line[]
  destinations: readonly DestinationLine[]
  /** Only destinations that were asked, or should have been. */
  found: readonly Found[]
  times: Times & { before: Times }
  fewer: readonly Fewer[]
  /** Of a busy period, actions, countries, `open` and times are estimated from so many of its leads; null: counted. */
  estimated: { read: number; of: number } | null
}
