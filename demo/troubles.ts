/** What goes wrong at the far ends of the demonstration, and when it is right again. */
import { existsSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { FarEnds } from './far-ends.ts'

export interface Troubles {
  /** @param print tells what changed at a far end */
  run(ending: AbortSignal, print: (text: string) => void): Promise<void>
}

/** Milliseconds from the start. */
const partnerDownFor = 60_000
const answerLostAfter = 10_000
const lookEvery = 500

/** Countries as senders write them. */
const unknownCountry = /"Country":"(BR|Brazil)"/i

/**
 * `partner` is down for a minute, and then refuses leads from Brazil until its people know the country. `crm-web-form`
 * takes one lead, and its answer is lost.
 *
 * @param corrected a file that stands for the correction by the partner's people
 */
export function openTroubles({ partner, loseOneFormAnswer }: FarEnds, corrected: string): Troubles {
  rmSync(corrected, { force: true })
  return {
    async run(ending, print) {
      const start = Date.now()
      const due = [
        { at: answerLostAfter, done: loseOneFormAnswer },
        {
          at: partnerDownFor,
          done() {
            partner.refuse(unknownCountry)
            print(
              'The far end of "partner" answers again; its leads go on at the next probe. It refuses leads from Brazil.',
            )
          },
        },
      ]
      let isCorrected = false
      while (!ending.aborted) {
        await pause(lookEvery, undefined, { signal: ending }).catch(() => undefined)
        while (due[0] && Date.now() - start >= due[0].at) due.shift()?.done()
        if (isCorrected || due.length > 0 || !existsSync(corrected)) continue
        isCorrected = true
        partner.calm()
        print('The far end of "partner" takes leads from Brazil, too.')
      }
    },
  }
}
