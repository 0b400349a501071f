/** A scripted far end: a real server with state, faithful to the vendor, able to fail on command. */
export interface FarEnd {
  /** Settings of a working destination (as in config.yaml, with secrets filled in). */
  settings: Record<string, unknown>
  /** Values that must never appear in a message, log line or receipt. */
  secrets: readonly string[]
  /** The present number of records. */
  records(): number | Promise<number>
  /** The last request in the form of `preview`; only for a far end that does not use `tools.http` (a mail). */
  lastBody?(): unknown
  /** Deletes this record, as a person would. */
  remove?(reference: string): void | Promise<void>
  /**
   * From now on the write fails in a documented way of that class, until `calm`. A class that the far end cannot make
   * is left out. `uncertain` = the lead is applied but the reply never comes (connection reset after the write).
   */
  provoke: Partial<Record<'transient' | 'configuration' | 'rejected' | 'uncertain', () => void>>
  /** Every reply is this reply from now on, until `calm`. */
  misbehave(how: 'garbage' | 'oversize' | 'hang'): void
  calm(): void
  close(): Promise<void>
}
