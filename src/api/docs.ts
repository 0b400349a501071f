/**
 * The pages of the reference, from our own files. They hold nothing secret, so they are served to everybody; the
 * description itself is served only to callers with access.
 */
import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import { docsPage, docsScript } from './docs-page.ts'

/** Swagger UI sets styles on its elements and has pictures in its stylesheet. Nothing is asked of another host. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Found at the first request: a hub whose reference is never read need not have them installed. */
const files: Readonly<Record<string, () => string>> = {
  'swagger-ui.css': () => import.meta.resolve('swagger-ui-dist/swagger-ui.css'),
  'swagger-ui-bundle.js': () => import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  'favicon-32x32.png': () => import.meta.resolve('swagger-ui-dist/favicon-32x32.png'),
}

export function docsPages(): Router {
  const router = Router()
  router.use('/docs', (_, response, next) => {
    response.set({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
    next()
  })
  for (const [name, place] of Object.entries(files)) {
    router.get(`/docs/${name}`, (_, response) => response.sendFile(fileURLToPath(place())))
  }
  router.get('/docs/page.js', (_, response) => void response.type('text/javascript').send(docsScript))
  router.get('/docs', (request, response) => {
    // The page's addresses are relative to the address without a slash.
    if (request.path.endsWith('/')) response.redirect(`../docs`)
    else response.type('html').send(docsPage)
  })
  return router
}
