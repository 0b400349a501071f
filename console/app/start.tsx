import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient, readFirst } from '../hub/queries.ts'
import { announce } from '../parts/announce/announce.tsx'
import { Gate } from './gate.tsx'
import { signInByLink } from './link-sign-in.ts'
import { router } from './routes.tsx'
import { chosenLanguage } from './stored.ts'
import { loadTexts } from './text-files.ts'
import { Texts } from './texts.tsx'

/** Draws the console when the texts, the page and the person are known: nothing that comes later replaces what is drawn. */
export async function start(): Promise<void> {
  const refused = await signInByLink()
  if (refused) announce(refused)
  await Promise.all([loadTexts(chosenLanguage()), router.load(), readFirst('get /me')])
  const root = createRoot(document.getElementById('console')!)
  // A transition is drawn in slices.
  startTransition(() =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <Texts>
            <Gate>
              <RouterProvider router={router} />
            </Gate>
          </Texts>
        </QueryClientProvider>
      </StrictMode>,
    ),
  )
}
