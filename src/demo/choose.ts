/** Chooses the demonstration that replaces config.yaml. */
import { azuriteProgram } from './azurite.ts'
import { type Demo, firstRun } from './demo.ts'
import { type DemoOptions, demoRefusal, withoutAzurite } from './refusal.ts'

const all = '--demo=all'

/**
 * @param args the arguments of the command line
 * @returns undefined = start the hub of config.yaml; a text = the reason that nothing starts
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
  // The demonstration of all connectors needs the scripted CRMs of the tests, which an installed hub does not have.
  const { allConnectors } = await import('../../demo/all.ts')
  return allConnectors(flags)
}
