import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import type { DataFolder, Log } from './data-folder.ts'
import { environment, sharedMemory, user } from './settings.ts'

const run = promisify(execFile)

/**
 * Makes the cluster if there is none.
 * @returns the cluster's password.
 * @throws when the cluster is of another major version, or its password is missing.
 */
export async function openCluster(folder: DataFolder, binaries: Binaries, log: Log): Promise<string> {
  await removeUnfinished(folder.dir)
  const version = await askVersion(binaries)
  if (!existsSync(folder.cluster)) {
    await initialise(folder, binaries)
    log('Made a new PostgreSQL cluster', { cluster: folder.cluster, version })
  }
  await refuseOtherMajor(folder.cluster, version)
  return readPassword(folder)
}

async function initialise(folder: DataFolder, binaries: Binaries): Promise<void> {
  if (!existsSync(folder.password)) await writePassword(folder)
  // A unique name, because an initdb that outlived a killed hub deletes its own folder when it fails.
  const fresh = `${folder.cluster}.init-${randomBytes(4).toString('hex')}`
  const rules = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['-U', user, '-A', 'scram-sha-256', `--pwfile=${folder.password}`]
  const flags = ['-D', fresh, ...rules, ...access, ...sharedMemory()]
  await run(binaries.initdb, flags, { ...folder.owner, cwd: folder.dir, env: environment() }).catch(
    (error: unknown) => {
      throw new Error(`PostgreSQL could not make its data folder in ${folder.dir}: ${lastWords(error)}`, {
        cause: error,
      })
    },
  )
  await rename(fresh, folder.cluster)
  await syncFolder(folder.dir)
}

async function writePassword({ dir, password, owner }: DataFolder): Promise<void> {
  const fresh = `${password}.new`
  await rm(fresh, { force: true })
  const file = await open(fresh, 'wx', 0o600)
  await file.writeFile(`${randomBytes(24).toString('hex')}\n`)
  await file.sync()
  await file.close()
  if (owner) await chown(fresh, owner.uid, owner.gid)
  await rename(fresh, password)
  await syncFolder(dir)
}

async function readPassword({ password, cluster }: DataFolder): Promise<string> {
  if (!existsSync(password)) {
    throw new Error(`The password of the database in ${cluster} is missing. Restore ${password} from your backup.`)
  }
  return (await readFile(password, 'utf8')).trim()
}

async function refuseOtherMajor(cluster: string, version: string): Promise<void> {
  const file = join(cluster, 'PG_VERSION')
  if (!existsSync(file)) {
    throw new Error(`${cluster} is no PostgreSQL cluster. Restore the folder from your backup, or move it away.`)
  }
  const major = (await readFile(file, 'utf8')).trim()
  if (major === version.split('.')[0]) return
  throw new Error(
    `The database in ${cluster} was written by PostgreSQL ${major}; this release brings ${version}. ` +
      'Dump it with the release of the hub that wrote it, move the folder away, start, and load the dump.',
  )
}

async function askVersion({ postgres }: Binaries): Promise<string> {
  const { stdout } = await run(postgres, ['--version'], { env: environment() }).catch((error: unknown) => {
    throw new Error(
      `The embedded PostgreSQL does not run here: ${lastWords(error)}. It needs glibc 2.27 or newer (not musl/Alpine). ` +
        'Without it, set DATABASE_URL to your own PostgreSQL.',
      { cause: error },
    )
  })
  return stdout.trim().split(' ').at(-1) ?? ''
}

async function removeUnfinished(dir: string): Promise<void> {
  const unfinished = (await readdir(dir)).filter((name) => name.startsWith('cluster.init-'))
  // A killed hub's initdb may still write there; a folder that cannot be removed is removed at the next start.
  for (const name of unfinished) await rm(join(dir, name), { recursive: true, force: true }).catch(() => undefined)
}

async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  await folder.sync()
  await folder.close()
}

function lastWords(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string }
  return (stderr?.trim() || message).split('\n').slice(-3).join(' ')
}
