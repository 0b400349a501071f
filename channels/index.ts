import type { Channel } from '../src/channel.ts'
import { smtp } from './smtp/index.ts'
import { webhook } from './webhook/index.ts'

/** Every channel that comes with the hub: one folder, one line. */
export const channels: readonly Channel[] = [smtp, webhook]
