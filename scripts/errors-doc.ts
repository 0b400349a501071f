/** Makes the index of problems in docs/errors.md. The connector's problems.md explains each problem. */
import type { Connector } from '../src/connector.ts'

export const file = 'docs/errors.md'
export const part = 'catalogue'

export function catalogue(from: readonly Connector[]): string {
  const byLabel = [...from].sort((a, b) => a.label.localeCompare(b.label))
  return byLabel.map(chapter).join('\n')
}

function chapter({ type, label, problems }: Connector): string {
  const folder = `../connectors/${type}`
  const own = problems.map(({ id }) => `[${id}](${folder}/problems.md#${id})`)
  return [
    `### ${label}`,
    '',
    `Settings, receipts and failures: [connectors/${type}](${folder}/README.md).`,
    '',
    own.join(' · '),
    '',
  ].join('\n')
}
