/** What a chart shows: several counts over the same moments. */

export interface Series {
  name: string
  tone: 'ink' | 'delivered' | 'rejected' | 'waiting' | 'uncertain'
  /** A count for each moment; null: not known. */
  values: readonly (number | null)[]
}

/** Something that happened between the moments, such as a new configuration. */
export interface Mark {
  /** ISO 8601 */
  at: string
  text: string
}

export interface Figures {
  /** ISO 8601, the begin of each hour or day, evenly spaced. */
  times: readonly string[]
  by: 'hour' | 'day'
  series: readonly Series[]
  marks: readonly Mark[]
}

/** Lines differ by dashes too, because colour alone tells too little. In pixels: dash, gap. */
export const dashes: Readonly<Record<Series['tone'], number[]>> = {
  ink: [],
  delivered: [8, 3],
  rejected: [2, 3],
  waiting: [10, 3, 2, 3],
  uncertain: [5, 5],
}
