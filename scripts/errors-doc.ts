/** The catalogue of docs/errors.md from the connectors' problems. */
import type { Connector, Problem } from '../src/connector.ts'
import { plain } from './marked.ts'

export const file = 'docs/errors.md'
export const part = 'catalogue'

export function catalogue(from: readonly Connector[]): string {
  const byLabel = [...from].sort((a, b) => a.label.localeCompare(b.label))
  return byLabel.map(chapter).join('\n')
}

function chapter({ type, label, problems }: Connector): string {
  const intro = `${problems.length} problems. Settings, receipts and failures: [connectors/${type}](../connectors/${type}/README.md).`
  return [`### ${label}`, '', intro, '', ...problems.map(entry)].join('\n')
}

function entry({ id, wording, codes = [], statuses = [], cause, remedy, link }: Problem): string {
  const signs = [...codes, ...statuses.map((status) => `status ${status}`)].map((sign) => `\`${sign}\``)
  return [
    `#### ${id}`,
    '',
    ...wording.flatMap((text) => [`> ${plain(text).replaceAll('\n', '\n> ')}`, '']),
    ...(signs.length > 0 ? [`Code: ${signs.join(', ')}`, ''] : []),
    `Cause: ${plain(cause)}`,
    '',
    'What to do:',
    '',
    ...remedy.map((step, at) => `${at + 1}. ${plain(step)}`),
    '',
    `More: <${link}>`,
    '',
  ].join('\n')
}
