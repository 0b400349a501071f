/** Makes the index of problems in docs/errors.md. The problems.md next to the code explains each problem. */
import type { Catalogued } from './catalogued.ts'

export const file = 'docs/errors.md'
export const part = 'catalogue'

export function catalogue(from: readonly Catalogued[]): string {
  const byLabel = [...from].sort((a, b) => a.label.localeCompare(b.label))
  return byLabel.map(chapter).join('\n')
}

function chapter({ label, problems, folder, readme }: Catalogued): string {
  const own = problems.map(({ id }) => `[${id}](../${folder}/problems.md#${id})`)
  return [
    `### ${label}`,
    '',
    `Settings, receipts and failures: [${folder}](../${readme}).`,
    '',
    own.join(' · '),
    '',
  ].join('\n')
}
