/** An act on many is shown first (`dryRun`). The act then names what was shown, and is refused if the figures differ. */
import { z } from 'zod'
import { moment } from './filters.ts'
import { conflict, Refusal } from './refusal.ts'

/** Keys of the body of every act on many. */
export const preview = {
  dryRun: z.boolean().default(false).meta({ description: 'Only tell what the act would take.' }),
  expected: z.int().min(0).optional().meta({ description: '`total` of the preview. Needed unless `dryRun`.' }),
  asOf: moment.optional().meta({ description: '`asOf` of the preview. Needed unless `dryRun`.' }),
}

/** The reason for 409 in the description of every act on many. */
export const figuresChanged = 'The figures are no longer those of the preview; `figures` has those of today'

interface Asked {
  dryRun?: boolean
  expected?: number | undefined
  asOf?: string | undefined
}

/**
 * Makes the plan of an act on many.
 * @param plan counts what the act would take; without `asOf` as of now
 * @param show the answer of a preview, which a refusal repeats with the figures of today
 * @throws Refusal 400 if the preview is not named, 409 if the figures differ from it
 */
export async function previewed<P extends { total: number }>(
  { dryRun, expected, asOf }: Asked,
  plan: (asOf?: string) => Promise<P>,
  show: (plan: P) => object,
): Promise<P> {
  if (dryRun) return plan()
  if (expected === undefined || asOf === undefined) throw previewMissing()
  const meant = await plan(asOf)
  if (meant.total === expected) return meant
  const detail =
    `The preview showed ${expected}, and ${meant.total} of them are left. Nothing was changed. ` +
    'Look at the figures of today, then send their total as expected, and their asOf.'
  throw conflict(detail, { expected, figures: show(await plan()) })
}

function previewMissing(): Refusal {
  const detail =
    'Preview the act first, with dryRun: true. Then send it again without dryRun, with the total of the preview as ' +
    'expected and with its asOf.'
  return new Refusal({ status: 400, title: 'Bad Request', detail })
}
