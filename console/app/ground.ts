/** The libraries under every page: the first of two steps, because evaluating all at once keeps the page from answering. */

export { Button } from 'react-aria-components'
export { createRoot } from 'react-dom/client'
export { IntlProvider } from 'use-intl'
