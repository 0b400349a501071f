// For whoever changes the dependencies: npm leaves optional platform packages out of package-lock.json when the registry
// at hand does not have them, and `npm ci` then refuses the file. This enters them; run it after `npm install`.
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

const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))
fs.writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
