import type { ProofSettings } from '../../config/proof.ts'
import { type ProofContext, runProofs } from './prove.ts'

/** Milliseconds between two looks for days that are due. */
const every = 60_000

/** @returns a function that is called every second by the worker that proves days. An idle hub reads, and writes nothing. */
export function openProofs(context: ProofContext, settings: () => ProofSettings): () => Promise<void> {
  let nextAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (performance.now() < nextAt) return
    nextAt = performance.now() + every
    await runProofs(context, settings)
  }
}
