/**
 * Node keeps what it compiled, TypeScript among it, next to the packages, so the next start is faster. Without the right
 * to write there, nothing is kept.
 */
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/leadyard', import.meta.url)))
