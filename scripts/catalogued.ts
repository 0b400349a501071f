/** What has a catalogue of problems: connectors and channels. */
import { channels } from '../channels/index.ts'
import { connectors } from '../connectors/index.ts'
import type { Problem } from '../src/connector.ts'

export interface Catalogued {
  readonly type: string
  readonly label: string
  readonly problems: readonly Problem[]
  /** `connectors/https` */
  readonly folder: string
  /** The page with settings, receipts and failures. */
  readonly readme: string
}

const ofConnectors = connectors.map(({ type, label, problems }): Catalogued => {
  const folder = `connectors/${type}`
  return { type, label, problems, folder, readme: `${folder}/README.md` }
})

const ofChannels = channels.map(
  ({ type, label, problems }): Catalogued => ({
    ...{ type, problems, folder: `channels/${type}` },
    label: `Channel: ${label}`,
    readme: `channels/README.md#${type}`,
  }),
)

export const catalogued: readonly Catalogued[] = [...ofConnectors, ...ofChannels]
