import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const made = await mkdtemp(path.join(tmpdir(), 'leadyard-cli-'))
  return { path: made, remove: () => rm(made, { recursive: true }) }
}
