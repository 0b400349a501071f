/** Load generators, receivers and the echo run beside the hub, not in it, and not in each other's event loop. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Child<Asked, Answered> {
  pid: number
  ask(asked: Asked): Promise<Answered>
  stop(): Promise<void>
}

type Answer<T> = { answered: T; failed?: undefined } | { answered?: undefined; failed: string }

/** @param program a file of `processes/`. */
export function startChild<Asked extends object, Answered>(program: string): Child<Asked, Answered> {
  const child = fork(fileURLToPath(new URL(`processes/${program}`, import.meta.url)))
  return {
    pid: child.pid ?? 0,
    ask: (asked) => ask(child, asked),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** @throws when the child says it failed, or ends without an answer. */
export function ask<Asked extends object, Answered>(child: ChildProcess, asked: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a child of the bench ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      const answer = message as Answer<Answered>
      if (answer.failed === undefined) resolve(answer.answered)
      else reject(new Error(answer.failed))
    })
    child.send(asked)
  })
}
