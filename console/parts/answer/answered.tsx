import type { ReactNode } from 'react'
import { HubProblem } from '../../hub/client.ts'
import { Failed } from './failed.tsx'
import { Skeleton } from './skeleton.tsx'

interface Asked<T> {
  data: T | undefined
  error: Error | null
  dataUpdatedAt: number
  refetch(): unknown
}

/** Shows an answer of the hub. While there is none: a skeleton, or why not. An old answer stays on screen, marked as old. */
export function Answered<T>({ asked, children }: { asked: Asked<T>; children(data: T): ReactNode }) {
  const { data, error, dataUpdatedAt, refetch } = asked
  // A refusal counts more than what was shown before it; an outage does not.
  const refused = error instanceof HubProblem && [403, 404].includes(error.status)
  if (data === undefined || refused) return error ? <Failed error={error} again={refetch} /> : <Skeleton />
  return (
    <>
      {error && <Failed error={error} again={refetch} asOf={dataUpdatedAt} />}
      {children(data)}
    </>
  )
}
