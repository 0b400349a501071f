import { marketo } from '../../../connectors/marketo/index.ts'
import { startMarketo } from '../../far-ends/marketo.ts'
import { conformance } from '../conformance.ts'

conformance(marketo, () => startMarketo({ mode: 'form' }))
conformance(marketo, () => startMarketo({ mode: 'sync' }))
conformance(marketo, () => startMarketo({ mode: 'push' }))
