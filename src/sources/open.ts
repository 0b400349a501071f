import { marketplaceRead } from '../reading/marketplace.ts'
import type { Read } from '../reading/read.ts'
import { sources } from './index.ts'
import type { Source } from './source.ts'

/** The checked settings of one source. */
type Configured = { type: string }

/** @throws for an unknown type, which a checked configuration never has. */
export function sourceOf({ type }: Configured): Source {
  const found = sources.find((source) => source.type === type)
  if (!found) throw new Error(`there is no source of type ${type}`)
  return found
}

/** The reader of a source. Stored leads may outlive their source; then the reader of the marketplace is used. */
export function openRead(configured: Configured | undefined): Read {
  return configured ? sourceOf(configured).read(configured) : marketplaceRead()
}
