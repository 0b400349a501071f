import { dynamics } from '../../../connectors/dynamics/index.ts'
import { conformance } from '../conformance.ts'
import { startDynamics } from './far-end.ts'

conformance(dynamics, () => startDynamics())
