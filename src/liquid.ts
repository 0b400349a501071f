/** The engine for the operator's templates: LiquidJS, with limits. */
import { Liquid } from 'liquidjs'

export function openLiquid(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    cache: false,
    // Templates are text in config.yaml: nothing is read from disk.
    templates: {},
    parseLimit: 100_000,
    renderLimit: 1_000,
    memoryLimit: 5_000_000,
  })
  // There are no files to include.
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]
  return engine
}
