import { afterEach, beforeEach, expect } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import type { Destination } from '../../../src/connector.ts'
import { type TestTools, toolsFor } from '../tools.ts'
import { startTable, type TableFarEnd } from './far-end.ts'

/** For each test of the file a table of its own behind the proxy, and destinations that write to it. */
export function openedTable() {
  const held: { farEnd?: TableFarEnd; tools?: TestTools } = {}
  const got = <T>(value: T | undefined): T => value ?? expect.fail('only within a test')

  beforeEach(async () => {
    held.farEnd = await startTable()
    held.tools = toolsFor('leads-table')
  })
  afterEach(async () => {
    held.tools?.http.close()
    await held.farEnd?.close()
  })

  return {
    get farEnd() {
      return got(held.farEnd)
    },
    get tools() {
      return got(held.tools)
    },
    open(more: Record<string, unknown> = {}): Destination {
      const settings = azureTable.settings.parse({ ...got(held.farEnd).settings, ...more })
      return azureTable.open(settings, got(held.tools))
    },
  }
}
