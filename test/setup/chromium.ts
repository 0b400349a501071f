/** The Chromium of this machine, for tests and for the bench. */
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Why `chromiumOf` found nothing, and what to do. */
export const withoutChromium = `none of ${names.join(', ')} is in PATH; install Chromium or set LEADYARD_TEST_BROWSER`

/** @returns the program's path; undefined where there is none */
export function chromiumOf(env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(path.delimiter)
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  return env['LEADYARD_TEST_BROWSER'] ?? places.find(isProgram)
}

export async function openChromium(executablePath: string): Promise<Browser> {
  // Containers have no sandbox and little shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']
  return chromium.launch({ executablePath, args })
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
