/** Asks for all that the first screen needs at once, side by side. The page waits for the slowest of them, not for their sum. */
import { pageAt } from './app/pages.ts'
import { chosenLanguage } from './app/stored.ts'
import { loadTexts } from './app/text-files.ts'
import { askEarly } from './hub/early.ts'

const page = pageAt(location.pathname)
askEarly(page?.reads)
const told = () => undefined
loadTexts(chosenLanguage()).catch(told)
page?.load().catch(told)
// Each evaluates in a task of its own, so that none of them is long. Nothing is awaited here: they import from this file's chunk.
void import('./app/ground.ts').then(() => import('./app/start.tsx')).then(({ start }) => start())
