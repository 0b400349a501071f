import type { Channel } from '../src/channel.ts'
import { pagerduty } from './pagerduty/index.ts'
import { slack } from './slack/index.ts'
import { smtp } from './smtp/index.ts'
import { teams } from './teams/index.ts'
import { webhook } from './webhook/index.ts'

/** Every channel that comes with the hub: one folder, one line. */
export const channels: readonly Channel[] = [pagerduty, slack, smtp, teams, webhook]
