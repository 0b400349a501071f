import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { rows, section } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const text = read('README.md')

test('opens with the two commands and stays short', () => {
  expect(text).toMatch(/^# Leadyard\n\n```sh\nnpm start .*\nnpm test .*\n```\n/)
  expect(text.split('\n').length).toBeLessThan(180)
})

test('names every connector, and no unknown connector', () => {
  const named = rows(text, 'Connectors').map(([cell = '']) => /^\[`([\w-]+)`\]/.exec(cell)?.[1] ?? cell)
  expect(named).toEqual(expect.arrayContaining(connectors.map(({ type }) => type)))
  expect(named.filter((type) => !existsSync(path.join(root, 'connectors', type, 'index.ts')))).toEqual([])
})

test('shows the output of the demonstration', () => {
  const [, shown = ''] = /```\n(Console:[\s\S]*?)```/.exec(section(text, 'Five minutes: the demonstration')) ?? []
  const said = read('src/demo/show.ts')
  const labels = [...shown.matchAll(/^([A-Z][A-Za-z ]+): {2}/gm)].map(([, label = '']) => label)
  expect(labels).toEqual(['Console', 'A lead was sent', 'Ingest URL', 'Try it'])
  expect(labels.filter((label) => !said.includes(`${label}:`))).toEqual([])
  const destinations = [...shown.matchAll(/^ {2}(\S+) +(?:delivered|held)/gm)].map(([, id]) => id)
  expect(destinations).toHaveLength(3)
  expect(destinations.filter((id) => !read('src/demo/demo.ts').includes(`  ${id}:\n`))).toEqual([])
})

const commands = readdirSync(path.join(root, 'src/cli/commands')).flatMap((name) =>
  [...read(`src/cli/commands/${name}`).matchAll(/\b(?:hub|json|group)Command\(\s*'([\w-]+)'/g)].map(
    ([, command = '']) => command,
  ),
)

test('names every command of the command line, and no unknown command', () => {
  const named = rows(text, 'Command line').flatMap(([cell = '']) => cell.replaceAll('`', '').split(', '))
  expect(named.sort()).toEqual([...commands].sort())
})

test.each(['README.md', 'docs/operating.md', 'docs/errors.md', 'docs/configuration.md'])(
  'the commands in %s are there to be run',
  (file) => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'))
    const prose = read(file)
    const run = [...prose.matchAll(/(?:^|`)npm (?:run (?:-s )?)?([a-z]+)(?: -- ([a-z-]+))?/gm)]
    expect(run.map(([, script = '']) => script).filter((script) => !(script in scripts) && script !== 'ci')).toEqual([])
    const asked = [
      ...run.map(([, , command]) => command),
      ...[...prose.matchAll(/`leadyard ([a-z-]+)/g)].map((one) => one[1]),
    ]
    expect(asked.filter((command) => command !== undefined && !commands.includes(command))).toEqual([])
  },
)
