import { createContext, use } from 'react'
import type { Answer } from '../hub/client.ts'

type Me = Answer<'get /me'>

export const MeContext = createContext<Me | undefined>(undefined)

/** Who is signed in. */
export function useMe(): Me & { acts: boolean } {
  const me = use(MeContext)
  if (!me) throw new Error('a page is shown without a person')
  return { ...me, acts: me.role === 'operator' }
}
