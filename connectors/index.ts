import type { Connector } from '../src/connector.ts'

/** Every connector that comes with the hub: one folder, one line. */
export const connectors: readonly Connector[] = []
