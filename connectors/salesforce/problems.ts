import type { Problem } from '../../src/connector.ts'
import { lead } from './problems-lead.ts'
import { org } from './problems-org.ts'
import { signIn } from './problems-sign-in.ts'
import { webToLead } from './problems-web-to-lead.ts'

export const problems: readonly Problem[] = [...signIn, ...org, ...lead, ...webToLead]
