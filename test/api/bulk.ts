import type { Answer, Rig } from './rig.ts'

/** An act on many: the preview, then the act with the figures that the preview showed. */
export async function act(rig: Rig, path: string, body: object): Promise<Answer> {
  const { status, body: shown } = await rig.ask('POST', path, { ...body, dryRun: true })
  if (status !== 200) throw new Error(`the preview of ${path} answered ${status}: ${JSON.stringify(shown)}`)
  return rig.ask('POST', path, { ...body, expected: shown.total, asOf: shown.asOf })
}
