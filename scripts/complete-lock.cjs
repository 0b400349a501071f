// npm leaves optional platform packages out of package-lock.json if the registry does not have them, and `npm ci` then
// refuses the file. This script adds them with the hashes that npm compares. Run it after `npm install`.
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
const platform = /-(android|darwin|linux|win32)-(arm64|x64|arm)(-musl)?$/

for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const at = `node_modules/${name}`
    const [, os, cpu, musl] = platform.exec(name) ?? []
    if (lock.packages[at] || !os) continue
    lock.packages[at] = {
      version: version.replace(/^[\^~]/, ''),
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(musl ? { libc: ['musl'] } : {}),
      optional: true,
      os: [os],
    }
  }
}

for (const [at, entry] of Object.entries(lock.packages)) {
  if (at === '' || entry.link || entry.integrity) continue
  const name = at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const { version, ...rest } = entry
  lock.packages[at] = { version, integrity: hashOf(name, version), ...rest }
}

const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))
fs.writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)

function hashOf(name, version) {
  const shell = process.platform === 'win32'
  const hash = execFileSync('npm', ['view', `${name}@${version}`, 'dist.integrity'], { encoding: 'utf8', shell }).trim()
  if (!hash.startsWith('sha512-'))
    throw new Error(`The registry has no hash of ${name}@${version}; use another registry.`)
  return hash
}
