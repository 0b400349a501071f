/** What a mail says. HTML and plain text are both made of it (mail-html.ts, mail-text.ts). No personal data. */
export interface MailContent {
  readonly headline: string
  /** Mail programs show it after the subject: it says what the subject lacks. */
  readonly preheader?: string | undefined
  readonly sections: readonly MailSection[]
  /** The button to the console; an address that is not http or https is left out. */
  readonly link?: MailLink | undefined
  /** Who sends this, and where it is set. One line each. */
  readonly footer: readonly string[]
}

export interface MailSection {
  readonly heading?: string | undefined
  /** Shown as a word and a colour, since a colour alone is not seen by everybody. */
  readonly state?: MailState | undefined
  /** A line break stays a line break. */
  readonly text?: string | undefined
  /** The far end's own words. */
  readonly quote?: string | undefined
  /** Numbered. */
  readonly steps?: readonly string[] | undefined
  readonly table?: MailTable | undefined
  readonly bars?: readonly MailBar[] | undefined
}

export type MailState = 'critical' | 'warning' | 'info' | 'over'

export interface MailTable {
  readonly head?: readonly string[] | undefined
  /** Cells that are numbers stand on the right. */
  readonly rows: readonly (readonly MailCell[])[]
}

/** A link has its label in the HTML, and its address in the plain text. */
export type MailCell = string | number | MailLink

/** A row of a bar chart: one day, or one offer. */
export interface MailBar {
  readonly label: string
  /** Not negative. The longest bar of a section is the widest. */
  readonly value: number
  /** Stands after the bar. @default the value */
  readonly text?: string | undefined
}

export interface MailLink {
  readonly url: string
  readonly label: string
}
