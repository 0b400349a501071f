/** Answers a person's browser after the form has been stored. */
import type { Response } from 'express'

/** @returns `false` when the sender is a program and expects JSON. */
export function answerBrowser(response: Response, returnTo: string | undefined): boolean {
  if (returnTo) {
    // With 303 the browser fetches the page and does not post the form again.
    response.status(303).set({ location: returnTo, 'cache-control': 'no-store' }).end()
    return true
  }
  if (response.req.accepts(['json', 'html']) !== 'html') return false
  response
    .status(202)
    .set({ 'content-security-policy': "default-src 'none'", 'cache-control': 'no-store' })
    .type('html')
    .send(page)
  return true
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Thank you</title>
<h1>Thank you</h1>
<p>Your details have arrived.</p>
</html>
`
