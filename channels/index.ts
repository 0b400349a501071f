import type { Channel } from '../src/channel.ts'

/** Every channel that comes with the hub: one folder, one line. */
export const channels: readonly Channel[] = []
