/** Which demonstration takes the place of config.yaml. */
import { azuriteProgram } from './azurite.ts'
import { type Demo, firstRun } from './demo.ts'
import { type DemoOptions, demoRefusal, withoutAzurite } from './refusal.ts'

const all = '--demo=all'

/**
 * @param args of the command line
 * @returns undefined = the hub of config.yaml; a text = why nothing starts
 */
export async function chooseDemo(
  [asked, ...flags]: readonly string[],
  around: DemoOptions & { hasConfig: boolean },
): Promise<Demo | string | undefined> {
  if (asked === undefined) {
    if (around.hasConfig) return undefined
    const refusal = demoRefusal(around)
    if (refusal) return refusal
  } else if (asked !== all) {
    return `\`npm start\` does not know ${asked}. Nothing was started. The only option is ${all}: every connector at work.`
  }
  if (!azuriteProgram()) return withoutAzurite
  if (asked === undefined) return firstRun(around.configPath)
  // It needs the scripted CRMs of the tests, which no hub is installed with.
  const { allConnectors } = await import('../../demo/all.ts')
  return allConnectors(flags)
}
