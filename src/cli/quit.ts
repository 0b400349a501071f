/** Exit codes for scripts; those from 69 on are those of sysexits.h. */
export const exitCodes = {
  /** The command failed, or found nothing. */
  failed: 1,
  usage: 2,
  /** Nothing failed; a person has to do the rest. */
  byHand: 3,
  /** EX_DATAERR: the file is not what the command reads. */
  data: 65,
  /** EX_UNAVAILABLE: no hub answers. */
  unreachable: 69,
  /** EX_NOPERM: the hub refuses the token or the key. */
  refused: 77,
  /** EX_CONFIG */
  config: 78,
} as const

export type ExitCode = 0 | (typeof exitCodes)[keyof typeof exitCodes]

/** Ends the command with a message for the person at the terminal. */
export class Quit extends Error {
  override readonly name = 'Quit'
  readonly code: ExitCode

  constructor(code: ExitCode, message: string) {
    super(message)
    this.code = code
  }
}

export function usage(message: string): Quit {
  return new Quit(exitCodes.usage, message)
}
