/** The table of a destination. Each call returns proof of its effect; its failures are looked up in problems.ts. */
import type { TableClient } from '@azure/data-tables'
import type { Tools } from '../../src/connector.ts'
import { storageCredential } from '../../src/outside/azure-storage/credential.ts'
import { answerOf, storageCode, storageFailure, unproven } from '../../src/outside/azure-storage/failure.ts'
import { openTable, readRowKeys } from '../../src/outside/azure-storage/table-client.ts'
import { unsent } from '../../src/outside/unsent.ts'
import { problems } from './problems.ts'
import { missing, rowlessAnswer } from './replies.ts'
import type { Keys } from './request.ts'
import type { Settings } from './settings.ts'

type InsertedRow = Parameters<TableClient['createEntity']>[0]
type UpdatedRow = Parameters<TableClient['updateEntity']>[0]

export type Client = ReturnType<typeof openClient>

export function openClient(config: Settings, tools: Tools) {
  const credential = storageCredential(config, 'table', tools)
  const client = openTable(credential, config.table, tools.http)
  const calls = { service: 'table', problems, byToken: credential.token !== undefined, now: tools.now } as const
  const ask = <T>(call: () => Promise<T>, ...expected: string[]) => answerOf(call, expected, calls)
  const replaceable = config.createTable ? missing : []

  async function inserted(row: InsertedRow, abortSignal: AbortSignal): Promise<void> {
    let status = 0
    const { etag } = await client.createEntity(row, { abortSignal, onResponse: (reply) => (status = reply.status) })
    if (status !== 204 || !etag) throw unproven('table', status)
  }

  /** No lead was sent yet, so no outcome of this call is `uncertain`. */
  async function create(abortSignal: AbortSignal): Promise<void> {
    await unsent(ask(() => client.createTable({ abortSignal })))
    tools.log.info({ destination: tools.destination, table: config.table }, 'table created')
  }

  /** Makes a missing table first, if the settings allow it. */
  async function insert(row: InsertedRow, signal: AbortSignal): Promise<'created' | 'already-there'> {
    const call = () => inserted(row, signal)
    let answer = await ask(call, 'EntityAlreadyExists', ...replaceable)
    if ('refused' in answer && replaceable.includes(answer.refused)) {
      await create(signal)
      answer = await ask(call, 'EntityAlreadyExists')
    }
    return 'refused' in answer ? 'already-there' : 'created'
  }

  /** Keys, ETag and the columns asked for; `undefined` when the row, or the table, is not there. */
  async function read({ partitionKey, rowKey }: Keys, select: string[], abortSignal: AbortSignal) {
    const options = { abortSignal, queryOptions: { select } }
    const found = await ask(() => client.getEntity(partitionKey, rowKey, options).catch(rowlessAnswer), ...missing)
    if ('refused' in found) return undefined
    if (found.result.rowKey !== rowKey) throw unproven('table', 200)
    return found.result
  }

  /**
   * Writes over the row that was read, and over no other: columns that are not named stay as they are.
   * @returns `false` when the row is not there.
   */
  async function update(row: UpdatedRow, etag: string, abortSignal: AbortSignal): Promise<boolean> {
    let status = 0
    const onResponse = (reply: { status: number }) => (status = reply.status)
    const written = await ask(() => client.updateEntity(row, 'Merge', { etag, abortSignal, onResponse }), ...missing)
    if ('refused' in written) return false
    if (status !== 204 || !written.result.etag) throw unproven('table', status)
    return true
  }

  /** @returns `false` when the row was not there. */
  async function remove({ partitionKey, rowKey }: Keys, abortSignal: AbortSignal): Promise<boolean> {
    const removed = await ask(() => client.deleteEntity(partitionKey, rowKey, { abortSignal }), ...missing)
    return 'result' in removed
  }

  /** @returns the row keys that match; none if the table is missing */
  async function rowKeys(filter: string, signal: AbortSignal): Promise<readonly string[]> {
    const listed = await ask(() => readRowKeys(client, filter, signal), ...missing)
    return 'result' in listed ? listed.result : []
  }

  // The service looks at the caller's rights before it refuses a row without keys. That proves the right to write,
  // which a read would not, and writes nothing.
  async function check(abortSignal: AbortSignal): Promise<void> {
    const keyless = JSON.parse('{"ActionCode":""}')
    const answer = await ask(() => inserted(keyless, abortSignal), 'PropertiesNeedValue', ...replaceable)
    if ('result' in answer) throw unproven('table', 204)
    if (!config.createTable) await checkTable(abortSignal)
  }

  /** A sign-in that may add rows may lack the right to read; then nothing proves that the table exists. */
  async function checkTable(abortSignal: AbortSignal): Promise<void> {
    const failure = await client.getEntity('0', '0', { abortSignal }).catch((reason: unknown) => reason)
    if (storageCode(failure) === 'TableNotFound') throw storageFailure(failure, calls)
  }

  return {
    place: `${credential.url.replace(/^https?:\/\//, '')}/${config.table}`,
    expiries: credential.expiries,
    insert,
    read,
    update,
    remove,
    rowKeys,
    check,
  }
}
