import { marketplaceRead } from '../reading/marketplace.ts'
import type { Read } from '../reading/read.ts'
import { sources } from './index.ts'
import type { Source } from './source.ts'

/** The settings of one source, as checked. */
type Configured = { type: string }

/** @throws where the type is of no source; a configuration that was checked names none such. */
export function sourceOf({ type }: Configured): Source {
  const found = sources.find((source) => source.type === type)
  if (!found) throw new Error(`there is no source of type ${type}`)
  return found
}

/** How the leads of a source are read. Stored leads outlive their source: without it they are read as the marketplace's. */
export function openRead(configured: Configured | undefined): Read {
  return configured ? sourceOf(configured).read(configured) : marketplaceRead()
}
