import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { formatProblem, when } from '../format.ts'
import { exitCodes } from '../quit.ts'
import { table } from '../table.ts'

export function channelsCommand(cli: Cli): Command {
  return hubCommand('channels', 'list the channels by which people are told, and test them', cli)
    .action(async (flags: HubOptions) => {
      const found = await clientFor(cli, flags).call('get /channels')
      answer(cli, flags, found, () => format(cli, found.items))
    })
    .addCommand(testCommand(cli))
}

/** Milliseconds. */
const askEvery = 300
const waitFor = 45_000

function testCommand(cli: Cli): Command {
  const part = (name: string, description: string) => hubCommand(name, description, cli)
  return part('test', 'send a test message, and wait for its receipt')
    .argument('<channel>', 'id of the channel')
    .action(async (channel: string, flags: HubOptions) => {
      const client = clientFor(cli, flags)
      const { id } = await client.call('post /channels/{id}/tests', { params: { id: channel } })
      const end = Date.now() + waitFor
      let now = await client.call('get /messages/{id}', { params: { id } })
      while (!isSettled(now) && Date.now() < end) {
        await pause(askEvery)
        now = await client.call('get /messages/{id}', { params: { id } })
      }
      if (now.state !== 'sent') cli.exitWith(exitCodes.failed)
      answer(cli, flags, now, () => formatTest(channel, now))
    })
}

type Message = Answer<'get /messages/{id}'>

/** The hub sends it again by itself after a failure; a person wants to know of the failure now. */
function isSettled({ state, failure }: Message): boolean {
  return state === 'sent' || state === 'exhausted' || failure !== null
}

function formatTest(channel: string, { state, receipt, failure }: Message): string {
  if (state === 'sent') return `The message for ${channel} was sent (${receipt?.outcome ?? 'accepted'}).`
  if (!failure) return `The message for ${channel} is not sent yet: ${state}.`
  const line = `The message for ${channel} was not sent: ${failure.message}${failure.code ? ` (${failure.code})` : ''}`
  return failure.problem ? `${line}\n${formatProblem(failure.problem, '  ', failure)}` : line
}

function format({ terminal }: Cli, channels: Answer<'get /channels'>['items']): string {
  if (channels.length === 0) return 'No channel is configured: people are told nothing. See docs/notifications.md.'
  const all = table(
    [
      { title: 'CHANNEL' },
      { title: 'TYPE' },
      { title: 'STATE' },
      { title: 'WAITING' },
      { title: 'LAST SENT', whole: true },
    ],
    channels.map(({ id, type, state, failingSince, waiting, sentAt }) => [
      id,
      type,
      failingSince ? `${state === 'held' ? 'held' : 'failing'} since ${when(failingSince)}` : state,
      String(waiting),
      when(sentAt),
    ]),
    terminal.width,
  )
  const troubles = channels.flatMap(({ id, failure }) => (failure ? [`${id}: ${failure.message}`] : []))
  return [all, ...troubles].join('\n\n')
}
