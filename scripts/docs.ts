/** `npm run docs`: writes every page and every part of a page that is generated from the code. */
import { writeFileSync } from 'node:fs'
import { connectors } from '../connectors/index.ts'
import { catalogued } from './catalogued.ts'
import { configSchema, file as schemaFile } from './config-schema.ts'
import { file as configurationFile, parts as configurationParts } from './configuration-doc.ts'
import { catalogue, file as errorsFile, part as errorsPart } from './errors-doc.ts'
import { writeMarkedPart } from './marked.ts'
import { fileOf, part as sharedPart, sharedProblems } from './problems-doc.ts'

writeFileSync(schemaFile, configSchema())
for (const [part, content] of Object.entries(configurationParts(connectors))) {
  writeMarkedPart(configurationFile, part, content)
}
writeMarkedPart(errorsFile, errorsPart, `\n${catalogue(catalogued)}\n`)
for (const each of catalogued) {
  const shared = sharedProblems(each)
  if (shared !== undefined) writeMarkedPart(fileOf(each), sharedPart, `\n${shared}\n`)
}
