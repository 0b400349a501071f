/** The page at `/api/docs` and its script, as the browser gets them. */

// Addresses are relative to /api/docs, so that they hold behind a proxy that adds a path.
export const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Leadyard API</title>
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<form id="access" hidden>
<p><label>Token of api.tokens, or of the file local-token in the data folder:
<input name="token" type="password" autocomplete="off" required></label>
<button>Show</button> <span id="refused" role="status"></span></p>
</form>
<div id="reference"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/page.js"></script>
</body>
</html>
`

/** The token is kept nowhere: a reload asks for it again, unless there is a session. */
export const docsScript = `'use strict'
const form = document.querySelector('#access')
const refused = document.querySelector('#refused')

async function show(token) {
  const headers = token ? { authorization: 'Bearer ' + token } : {}
  const reply = await fetch('openapi.json', { headers })
  const answer = await reply.json()
  if (!reply.ok) {
    form.hidden = false
    refused.textContent = token ? answer.detail : ''
    return
  }
  form.hidden = true
  SwaggerUIBundle({ spec: answer, dom_id: '#reference', supportedSubmitMethods: [], deepLinking: true, validatorUrl: null })
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void show(form.elements.token.value)
})
void show('')
`
