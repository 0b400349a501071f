/** Whether a person uses the console. What it reads by itself meanwhile must not make the session last longer. */

/** Milliseconds without a key or a touch after which no person is taken to be there. */
const leftAfter = 60_000

let touchedAt = Date.now()

for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
  addEventListener(kind, () => (touchedAt = Date.now()), { capture: true, passive: true })
}

/** The header of a request that no person asked for. */
export function unattended(now = Date.now()): Record<string, string> {
  return now - touchedAt < leftAfter ? {} : { 'leadyard-unattended': 'yes' }
}
