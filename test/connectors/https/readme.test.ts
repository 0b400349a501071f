import { https } from '../../../connectors/https/index.ts'
import { documented } from '../documented.ts'

documented(https)
