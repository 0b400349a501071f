/** Proves address, sign-in and permissions without writing anything. */
import { z } from 'zod'
import type { Log } from '../../src/connector.ts'
import { configuration, DeliveryError } from '../../src/failure.ts'
import type { Opened } from './deliver.ts'
import { fields, missingColumns } from './fields.ts'
import { mayNotRead } from './replies.ts'
import { unknownFields } from './request.ts'

type Checked = Opened & { log: Log }

const whoAmI = z.object({ UserId: z.guid() })
const privileges = z.object({ RolePrivileges: z.array(z.object({ PrivilegeName: z.string().nullish() })) })

export async function check(checked: Checked, signal: AbortSignal): Promise<void> {
  await checked.client.signIn(signal)
  const { UserId } = await checked.client.read(whoAmI, { path: 'WhoAmI', signal })
  await mayCreateLeads(checked, UserId, signal)
  await referencesExist(checked, signal)
  await columnsExist(checked, signal)
}

// learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivileges
async function mayCreateLeads({ client, log }: Checked, user: string, signal: AbortSignal): Promise<void> {
  const path = `systemusers(${user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`
  const held = await client.read(privileges, { path, headers: { consistency: 'Strong' }, signal }).catch((error) => {
    if (!mayNotRead(error) || roleMissing(error)) throw error
    log.warn({ code: error.detail.code }, 'the user may not read its own privileges, so they are not checked')
  })
  if (!held) return
  const names = held.RolePrivileges.map(({ PrivilegeName }) => PrivilegeName?.toLowerCase() ?? '')
  if (names.length === 0) throw lacking('dynamics-no-role', 'has no role')
  // Older environments list privileges by id alone.
  if (!names.some(Boolean)) return
  if (!names.includes('prvcreatelead')) throw lacking('dynamics-missing-privilege', 'lacks prvCreateLead')
  if (!names.includes('prvreadlead')) log.warn({}, 'the user may not read leads, so a written lead cannot be looked up')
}

function roleMissing(error: unknown): boolean {
  return error instanceof DeliveryError && error.detail.problem === 'dynamics-no-role'
}

function lacking(problem: string, what: string): DeliveryError {
  const message = `The user of this destination ${what}; assign the role Microsoft Marketplace Lead Writer`
  return configuration({ code: 'PRIVILEGE_MISSING', problem, message })
}

/** Owner and campaign: a mistyped id would fail every lead. */
async function referencesExist({ client, settings, log }: Checked, signal: AbortSignal): Promise<void> {
  const { ownerUser, ownerTeam, campaign } = settings
  const paths = [
    ownerUser && `systemusers(${ownerUser})?$select=systemuserid`,
    ownerTeam && `teams(${ownerTeam})?$select=teamid`,
    campaign && `campaigns(${campaign})?$select=campaignid`,
  ].filter((path) => path !== undefined)
  for (const path of paths) {
    await client.read(z.object({}), { path, signal }).catch((error) => {
      if (!mayNotRead(error)) throw error
      log.warn({ code: error.detail.code }, 'the user may not read the owner or campaign, so it is not checked')
    })
  }
}

/** The default mapping's fields and those of the settings; a field of an overridden mapping shows on delivery. */
async function columnsExist({ columns, settings, log }: Checked, signal: AbortSignal): Promise<void> {
  const needed = Object.keys(fields)
  if (settings.leadSourceCode !== undefined) needed.push('leadsourcecode')
  try {
    const missing = missingColumns(needed, await columns.read(signal))
    if (missing.length > 0) throw unknownFields(missing)
  } catch (error) {
    if (!mayNotRead(error)) throw error
    log.warn({}, 'the user may not read the columns of leads, so values are cut to the documented lengths')
  }
}
