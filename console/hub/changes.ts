/**
 * What changes in the hub, by names alone. One tab of the browser listens and tells the others, because HTTP/1.1 has six
 * connections for all tabs together.
 */
import { beat, longestPause, unheard } from './contact.ts'
import { queryClient } from './queries.ts'
import { isTouched } from './touched.ts'

/** Milliseconds in which changes are gathered, so that a busy hub is not asked all the time. */
const gatherFor = 1_000

/** Milliseconds after which a stream that was refused is asked for again. */
const openAgain = 10_000

/** Any question: its answer tells whether the hub is there, and whether the session is over. */
function askWho(): void {
  void queryClient.invalidateQueries({ queryKey: ['get /me'] })
}

const listeners = new Set<(names: readonly string[]) => void>()

/** Tells what changed, for what is not simply read again. It tells nothing while the tab is hidden. */
export function onChanges(listener: (names: readonly string[]) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Listens until the returned function is called. The stream's beats tell `contact.ts` that the hub is there. */
export function listenForChanges(): () => void {
  const ending = new AbortController()
  const others = new BroadcastChannel('leadyard-changes')
  const gathered = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function read(): void {
    timer = undefined
    // What a hidden tab shows is read when somebody looks at it.
    if (document.hidden) return
    const names = [...gathered]
    gathered.clear()
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isTouched(String(queryKey[0]), names) })
    for (const listener of listeners) listener(names)
  }
  function hear(names: readonly string[]): void {
    for (const name of names) gathered.add(name)
    timer ??= setTimeout(read, gatherFor)
  }
  const onVisible = () => {
    if (!document.hidden && gathered.size > 0) read()
  }
  others.onmessage = ({ data }: MessageEvent<{ beat: number | undefined } | { names: string[] }>) => {
    if ('names' in data) hear(data.names)
    else beat(data.beat)
  }
  document.addEventListener('visibilitychange', onVisible)

  const lead = () =>
    new Promise<void>((resolve) => {
      let source: EventSource
      let later: ReturnType<typeof setTimeout> | undefined
      let silence: ReturnType<typeof setTimeout> | undefined
      let isFirst = true
      const told = (names: readonly string[]) => {
        hear(names)
        others.postMessage({ names })
      }
      const beats = (hubNow?: number) => {
        beat(hubNow)
        others.postMessage({ beat: hubNow })
        clearTimeout(silence)
        silence = setTimeout(renew, longestPause)
      }
      /** The stream is silent, refused or over, and the browser may not know it. */
      const renew = () => {
        source.close()
        clearTimeout(silence)
        clearTimeout(later)
        unheard()
        askWho()
        later = setTimeout(open, openAgain)
      }
      const open = () => {
        source = new EventSource('/api/changes')
        silence = setTimeout(renew, longestPause)
        source.onopen = () => {
          // A new stream does not know what the one before it has told.
          if (!isFirst) told(['everything'])
          isFirst = false
        }
        source.onerror = () => {
          unheard()
          // The session is over, too many listen, or the hub or a proxy could not answer. The browser gives up here.
          if (source.readyState === EventSource.CLOSED) renew()
          else askWho()
        }
        source.addEventListener('change', ({ data }: MessageEvent<string>) => {
          beats()
          told(JSON.parse(data) as string[])
        })
        source.addEventListener('beat', ({ data }: MessageEvent<string>) =>
          beats(Date.parse(JSON.parse(data) as string)),
        )
      }
      open()
      ending.signal.addEventListener('abort', () => {
        clearTimeout(later)
        clearTimeout(silence)
        source.close()
        resolve()
      })
    })
  const { locks } = navigator as { locks?: LockManager }
  if (locks) void locks.request('leadyard-changes', { signal: ending.signal }, lead).catch(() => undefined)
  else void lead()

  return () => {
    ending.abort()
    clearTimeout(timer)
    others.close()
    document.removeEventListener('visibilitychange', onVisible)
  }
}
