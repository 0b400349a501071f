/** `npm start`. */
import './compile-cache.ts'
import { holdYoungObjectsSmall, letYoungObjectsGrow } from './young-objects.ts'

holdYoungObjectsSmall()
await import('./start.ts')
letYoungObjectsGrow()
