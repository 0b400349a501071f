import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Gate } from './app/gate.tsx'
import { signInByLink } from './app/link-sign-in.ts'
import { LoadBoundary, PageNotShown, TextsNotShown } from './app/load-boundary.tsx'
import { router } from './app/routes.tsx'
import { Texts } from './app/texts.tsx'
import { queryClient } from './hub/queries.ts'
import { announce } from './parts/announce/announce.tsx'

const refused = await signInByLink()
if (refused) announce(refused)

createRoot(document.getElementById('console')!).render(
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
)
