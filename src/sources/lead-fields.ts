/** Checks the keys of `fields`, which are lead paths. */
import type { z } from 'zod'
import { flatPaths } from '../lead/flat.ts'

const campaign = /^campaign\.[^.\s]+$/

export function checkLeadPaths(fields: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void {
  for (const path of Object.keys(fields)) {
    if (flatPaths.some((known) => known === path) || campaign.test(path)) continue
    context.addIssue({
      code: 'custom',
      path: [path],
      message: 'is no part of a lead that can be set',
      params: { known: [...flatPaths, 'campaign.<name>'] },
    })
  }
}
