/**
 * How much memory V8 gives to new objects. Loading the program would make it 64 to 128 MB, which V8 gives back to no
 * quiet process. Held small until the hub has started, it grows only under load.
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
import { setFlagsFromString } from 'node:v8'

const growthOfV8 = 2

export function holdYoungObjectsSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

export function letYoungObjectsGrow(): void {
  setFlagsFromString(`--semi-space-growth-factor=${growthOfV8}`)
}
