/** A scripted far end: a real server with state, faithful to the vendor, able to fail on command. */
export interface FarEnd {
  /** Settings of a destination that works against it (as in config.yaml, secrets resolved). */
  settings: Record<string, unknown>
  /** Values that must never appear in a message, log line or receipt. */
  secrets: readonly string[]
  /** How many records it holds now. */
  records(): number | Promise<number>
  /** What it was sent last, as `preview` tells a body; only where that does not go through `tools.http` (a mail). */
  lastBody?(): unknown
  /** Somebody deletes this record by hand. */
  remove?(reference: string): void | Promise<void>
  /**
   * From now on the write fails in a documented way of that class, until `calm`. A class the far end cannot produce is
   * left out. `uncertain` = the lead is applied but the reply never comes (connection reset after the write).
   */
  provoke: Partial<Record<'transient' | 'configuration' | 'rejected' | 'uncertain', () => void>>
  /** From now on every reply is that, until `calm`. */
  misbehave(how: 'garbage' | 'oversize' | 'hang'): void
  calm(): void
  close(): Promise<void>
}
