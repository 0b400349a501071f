/** Shows the console to people who are signed in, and the sign-in to others, in place: the address stays. */
import { type ReactNode, Suspense } from 'react'
import { HubProblem } from '../hub/client.ts'
import { useHub } from '../hub/queries.ts'
import { Failed } from '../parts/answer/failed.tsx'
import { laterPart } from './later-part.ts'
import { MeContext } from './me.tsx'
import { SessionEnd } from './session-end.tsx'
import { keepSoughtOf } from './sought.ts'

const SignIn = laterPart(() => import('../pages/sign-in/sign-in.tsx').then((file) => file.SignInPage))

export function Gate({ children }: { children: ReactNode }) {
  const { data: me, error, refetch } = useHub('get /me')
  if (error instanceof HubProblem && error.status === 401) {
    return (
      <Suspense>
        <SignIn refusal={error} />
      </Suspense>
    )
  }
  if (me) {
    keepSoughtOf(me.name)
    return (
      <MeContext value={me}>
        {children}
        <SessionEnd />
      </MeContext>
    )
  }
  return error ? <Failed error={error} again={refetch} /> : null
}
