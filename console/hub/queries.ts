/** Reading from the hub: every answer is kept with its ETag, so that reading again costs nothing while nothing changed. */
import {
  keepPreviousData,
  QueryCache,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
} from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import type { Arguments } from '../../src/client/operations.ts'
import { type Answer, HubProblem, hub, inTime, isPassing, isTimeout, type Name } from './client.ts'

interface Kept<N extends Name> {
  etag: string | null
  answer: Answer<N>
}

/** Milliseconds after which an answer is asked for again while it is shown, in case the stream of changes is cut. */
const askAgain = 30_000
/** The same while the hub does not answer. */
const askSoon = 5_000

/** @param error of the last question, which tells when to ask again */
export function nextAsk(error: Error | null): number {
  if (error instanceof HubProblem && isPassing(error)) return error.retryAfter ?? askSoon
  return error && !(error instanceof HubProblem) ? askSoon : askAgain
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: whenSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchInterval: ({ state }) => nextAsk(state.error),
      // A refusal stays a refusal; only an outage passes. What took too long or is to be asked later is told at once.
      retry: (failures, error) => failures < 2 && !(error instanceof HubProblem) && !isTimeout(error),
    },
  },
})

/** The session ended: the gate asks who is here, and shows the sign-in in place of the page. */
function whenSignedOut(error: Error, query: { queryKey: readonly unknown[] }): void {
  if (error instanceof HubProblem && error.status === 401 && query.queryKey[0] !== 'get /me') {
    void queryClient.invalidateQueries({ queryKey: ['get /me'] })
  }
}

function hubQuery<N extends Name>(name: N, ...given: Arguments<N>) {
  const queryKey = [name, askedFor(given[0] ?? {})] as const
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }): Promise<Kept<N>> => {
      const kept = client.getQueryData<Kept<N>>(queryKey)
      const ifNoneMatch = name.startsWith('get ') ? (kept?.etag ?? undefined) : undefined
      const asked = await hub.ask(
        name,
        ...([{ ...given[0], signal: inTime(name, signal), ifNoneMatch }] as unknown as Arguments<N>),
      )
      const answer = asked.answer ?? kept?.answer
      if (answer === undefined) throw new Error('The hub answered that nothing changed, but nothing is known yet.')
      return { etag: asked.etag, answer }
    },
    select: (kept: Kept<N>) => kept.answer,
  })
}

/** The same for `{}` and `{ query: {} }`, so that one question is asked once. */
function askedFor(given: object): object {
  return Object.fromEntries(
    Object.entries(given).filter(([, part]) => Object.values(Object(part)).some((value) => value !== undefined)),
  )
}

/** Reads before anything is drawn. A refusal or an outage is told to the part that reads it again. */
export function readFirst<N extends Name>(name: N, ...given: Arguments<N>): Promise<void> {
  return queryClient.prefetchQuery({ ...hubQuery(name, ...given), retry: false })
}

/** What the hub answers to an operation that reads; it is read again when the hub tells of a change. */
export function useHub<N extends Name>(name: N, ...given: Arguments<N>) {
  return useQuery(hubQuery(name, ...given))
}

/** The answers to several questions of one kind, as far as they are there. */
export function useHubs<N extends Name>(name: N, all: readonly Arguments<N>[0][]): Answer<N>[] {
  const queries = all.map((given) => hubQuery(name, ...([given] as unknown as Arguments<N>)))
  return useQueries({ queries }).flatMap(({ data }) => (data === undefined ? [] : [data as Answer<N>]))
}

/** The same, but the answer to the question before stays until the next is there: for a period that a person chooses. */
export function useHubMeanwhile<N extends Name>(name: N, ...given: Arguments<N>) {
  return useQuery({ ...hubQuery(name, ...given), placeholderData: keepPreviousData })
}

type Paged =
  | 'get /deliveries'
  | 'post /leads/searches'
  | 'get /audit'
  | 'get /alerts'
  | 'get /messages'
  | 'get /routes/matrix'
  | 'get /config/versions'

/** Pages of a list, newest first. @param given the query of a GET, the body of a search */
export function useHubPages<N extends Paged>(name: N, given: object) {
  return useInfiniteQuery({
    queryKey: [name, given] as const,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }): Promise<Answer<N>> => {
      const asked = { ...given, ...(pageParam === undefined ? {} : { after: pageParam }) }
      const part = name.startsWith('get ') ? { query: asked } : { body: asked }
      return hub.call(name, ...([{ ...part, signal: inTime(name, signal) }] as unknown as Arguments<N>))
    },
    getNextPageParam: ({ next }: Answer<N>) => next ?? undefined,
  })
}

/** First part of the key of a list that is patched in place (`lists.ts`), because reading it again would move the reader. */
export const patched = 'list'

const acted = new Set<() => void>()

/** Called after every act of this tab. */
export function onActs(listener: () => void): () => void {
  acted.add(listener)
  return () => acted.delete(listener)
}

/** After an act: what is shown is read again, and lists patch what they show. */
export async function readAgain(): Promise<void> {
  for (const listener of acted) listener()
  await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== patched })
}

/** Milliseconds within which the same act is taken for the second half of a double click. */
const doubleClick = 700

/** An act. Everything that is shown is read again afterwards, also when the hub refused. A double click does it once. */
export function useAct<N extends Name>(name: N) {
  const act = useMutation({
    mutationFn: (given: Arguments<N>[0]) => hub.call(name, ...([given] as unknown as Arguments<N>)),
    onSettled: readAgain,
  })
  const { mutate } = act
  const last = useRef({ at: Number.NEGATIVE_INFINITY, given: '' })
  const once = useCallback<typeof mutate>(
    (...given) => {
      const now = { at: performance.now(), given: JSON.stringify(given[0]) }
      const { at, given: before } = last.current
      if (now.given === before && now.at - at < doubleClick) return
      last.current = now
      mutate(...given)
    },
    [mutate],
  )
  return { ...act, mutate: once }
}
