/**
 * What changes in the hub, by names alone. One tab of the browser listens and tells the others, because HTTP/1.1 has six
 * connections for all tabs together.
 */
import { queryClient } from './queries.ts'
import { isTouched } from './touched.ts'

/** Milliseconds in which changes are gathered, so that a busy hub is not asked all the time. */
const gatherFor = 1_000

/** Milliseconds after which a stream that was refused is asked for again. */
const openAgain = 10_000

const listeners = new Set<(names: readonly string[]) => void>()

/** Tells what changed, for what is not simply read again. It tells nothing while the tab is hidden. */
export function onChanges(listener: (names: readonly string[]) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** @param onLive called with whether changes are told at once */
export function listenForChanges(onLive: (live: boolean) => void): () => void {
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
  /** Whether the stream of this tab is open; undefined as long as another tab has the stream. */
  let own: boolean | undefined
  others.onmessage = ({ data }: MessageEvent<{ live: boolean } | { names: string[] } | { asks: true }>) => {
    if ('asks' in data) {
      if (own !== undefined) others.postMessage({ live: own })
      return
    }
    if ('names' in data) hear(data.names)
    onLive('live' in data ? data.live : true)
  }
  others.postMessage({ asks: true })
  document.addEventListener('visibilitychange', onVisible)

  const lead = () =>
    new Promise<void>((resolve) => {
      let source: EventSource
      let later: ReturnType<typeof setTimeout> | undefined
      const tell = (live: boolean) => {
        own = live
        onLive(live)
        others.postMessage({ live })
      }
      const told = (names: readonly string[]) => {
        hear(names)
        others.postMessage({ names })
      }
      const open = () => {
        source = new EventSource('/api/changes')
        source.onopen = () => {
          tell(true)
          // A new stream does not know what the one before it has told.
          if (later !== undefined) told(['everything'])
        }
        source.onerror = () => {
          tell(false)
          if (source.readyState !== EventSource.CLOSED) return
          // The session is over, too many listen, or the hub or a proxy could not answer. The browser gives up here.
          void queryClient.invalidateQueries({ queryKey: ['get /me'] })
          later = setTimeout(open, openAgain)
        }
        source.addEventListener('change', ({ data }: MessageEvent<string>) => told(JSON.parse(data) as string[]))
      }
      open()
      ending.signal.addEventListener('abort', () => {
        clearTimeout(later)
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
