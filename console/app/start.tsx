import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient, readFirst } from '../hub/queries.ts'
import { announce } from '../parts/announce/announce.tsx'
import { Gate } from './gate.tsx'
import { signInByLink } from './link-sign-in.ts'
import { LoadBoundary, PageNotShown, TextsNotShown } from './load-boundary.tsx'
import { router } from './routes.tsx'
import { chosenLanguage } from './stored.ts'
import { loadTexts } from './text-files.ts'
import { Texts } from './texts.tsx'

/** Draws the console when the texts, the page and the person are known: nothing that comes later replaces what is drawn. */
export async function start(): Promise<void> {
  const refused = await signInByLink()
  if (refused) announce(refused)
  // What cannot be loaded is told where it would stand.
  const texts = loadTexts(chosenLanguage()).catch(() => undefined)
  await Promise.all([texts, router.load(), readFirst('get /me')])
  const root = createRoot(document.getElementById('console')!)
  // A transition is drawn in slices.
  startTransition(() =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <LoadBoundary instead={(given) => <TextsNotShown {...given} />}>
            <Texts>
              <LoadBoundary instead={({ error, again }) => <PageNotShown error={error} reset={again} />}>
                <Gate>
                  <RouterProvider router={router} />
                </Gate>
              </LoadBoundary>
            </Texts>
          </LoadBoundary>
        </QueryClientProvider>
      </StrictMode>,
    ),
  )
}
