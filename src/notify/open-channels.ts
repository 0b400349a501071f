/** The channels of the configuration, open. */
import type { Channel, OpenChannel } from '../channel.ts'
import type { ChannelConfig, Sending } from '../config/channel.ts'
import { describeError } from '../config/open-each.ts'
import { ConfigError, type ConfigProblem } from '../config/problems.ts'
import type { Log } from '../connector.ts'
import type { Db } from '../ledger/db.ts'
import { memoryOf } from '../ledger/memory.ts'
import { guardAddresses } from '../outside/address-guard.ts'
import { openHttp } from '../outside/http.ts'
import { redactor } from '../redact.ts'

export interface LiveChannel {
  config: ChannelConfig
  channel: Channel
  sending: Sending
  open: OpenChannel
  close(): Promise<void>
}

/** A child log per channel. */
export type ChannelLog = Log & { child(fields: object): Log }

/**
 * Channels whose settings did not change stay open. Opening does no I/O.
 * @throws ConfigError with each channel that cannot be opened
 */
export function openChannels(
  { channels, secrets }: { channels: ReadonlyMap<string, ChannelConfig>; secrets: readonly string[] },
  before: ReadonlyMap<string, LiveChannel> | undefined,
  { db, log }: { db: Db; log: ChannelLog },
): Map<string, LiveChannel> {
  const opened = new Map<string, LiveChannel>()
  const problems: ConfigProblem[] = []
  for (const [id, config] of channels) {
    const old = before?.get(id)
    try {
      const same = old?.config.settingsHash === config.settingsHash
      opened.set(id, same && old ? { ...old, config } : openChannel(config, db, log))
    } catch (error) {
      const message = redactor(secrets)(`channel ${config.channel.type} failed to open: ${describeError(error)}`)
      problems.push({ path: `channels.${id}`, message })
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return opened
}

function openChannel(config: ChannelConfig, db: Db, log: ChannelLog): LiveChannel {
  const { id, channel, settings, sending } = config
  const guard = guardAddresses(sending.allowNetworks)
  const http = openHttp({ guard, timeout: sending.deadline, connections: 4 })
  const open = channel.open(settings, {
    destination: id,
    http,
    log: log.child({ channel: id }),
    // Destinations and channels may have equal ids.
    memory: memoryOf(db, `channel:${id}`),
    now: () => new Date(),
    resolve: guard.resolve,
  })
  return {
    ...{ config, channel, sending, open },
    async close() {
      await open.close?.()
      http.close()
    },
  }
}
