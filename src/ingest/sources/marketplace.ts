import type { SourceOf } from '../../config/source.ts'
import { marketplaceRead } from '../../reading/open.ts'
import { isJson, wantsJson } from '../content-type.ts'
import type { Intake } from '../intake.ts'

export function marketplaceIntake({ key }: SourceOf<'marketplace'>): Intake {
  return { key, takes: isJson, wants: wantsJson, read: marketplaceRead }
}
