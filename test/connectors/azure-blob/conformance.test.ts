import { describe } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import type { Memory } from '../../../src/connector.ts'
import { conformance } from '../conformance.ts'
import { inMemory } from '../tools.ts'
import { startBlobs } from './azure-blob.ts'

// What a destination remembers outlives its process: after a restart it is the same memory.
const memories = new Map<string, Memory>()

function memoryOf(container: string): Memory {
  const held = memories.get(container) ?? inMemory()
  memories.set(container, held)
  return held
}

const remembering = {
  ...azureBlob,
  open: (config, tools) => azureBlob.open(config, { ...tools, memory: memoryOf(config.container) }),
} satisfies typeof azureBlob

for (const layout of ['json', 'ndjson', 'csv'] as const) {
  describe(layout, () => conformance(remembering, () => startBlobs(layout)))
}
