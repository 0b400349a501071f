/** Loaded into a hub's process (`--import`): shifts its clock by CLOCK_OFF_BY_MS ms, like that of another machine. */
const offBy = Number(process.env['CLOCK_OFF_BY_MS'])
const RealDate = Date

class ShiftedDate extends RealDate {
  constructor(...of: unknown[]) {
    super(...((of.length === 0 ? [RealDate.now() + offBy] : of) as [number]))
  }

  static override now(): number {
    return RealDate.now() + offBy
  }
}

globalThis.Date = ShiftedDate as DateConstructor
