/** Answers for a person who looks at a browser, after their form has been taken. */
import type { Response } from 'express'

/** `false` when the sender is a program, and awaits JSON. */
export function answerBrowser(response: Response, returnTo: string | undefined): boolean {
  if (returnTo) {
    // 303, so that the browser fetches the page and does not post the form once more.
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
