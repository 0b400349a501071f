import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { canReach, chooseOwner, type Owner } from './owner.ts'

export type Log = (message: string, fields?: object) => void

/** The data folder of an embedded PostgreSQL: `<dir>/cluster`, and next to it the password, the log and the lock. */
export interface DataFolder {
  dir: string
  cluster: string
  password: string
  log: string
  /** The user that runs PostgreSQL; undefined = the user of this process. */
  owner: Owner | undefined
}

/** The only folder outside the project that the hub writes to, and only as root. */
export const systemFolder = '/var/lib/leadyard'

/**
 * Makes the data folder and closes it to other users. If PostgreSQL's user cannot reach `dataDir`, a folder under
 * /var/lib/leadyard is used.
 * @throws when the folder is closed to this user.
 */
export async function chooseFolder(dataDir: string, log: Log): Promise<DataFolder> {
  const wanted = resolve(dataDir)
  await mkdir(wanted, { recursive: true })
  const pointer = join(wanted, 'moved-to')
  const earlier = await readIfThere(pointer)
  const owner = chooseOwner(join(earlier ?? wanted, 'cluster'))
  if (earlier !== undefined || owner === undefined || canReach(owner, dirname(await realpath(wanted)), '-x')) {
    return makePrivate(earlier ?? wanted, owner)
  }
  if (await isThere(join(wanted, 'cluster'))) {
    throw new Error(
      `The database in ${wanted} belongs to user id ${owner.uid}, which may not enter a folder above it. ` +
        `Give that user access (chmod o+x on each folder of the path), or start as that user.`,
    )
  }
  const elsewhere = join(systemFolder, createHash('sha256').update(wanted).digest('hex').slice(0, 16))
  await openSystemFolder()
  const folder = await makePrivate(elsewhere, owner)
  // The file makes later starts use this folder, even if `dataDir` can be reached by then: it has no database.
  await writeFile(pointer, elsewhere)
  log('The data folder cannot be reached by the user PostgreSQL runs as; the database is kept elsewhere', {
    dataDir: wanted,
    keptIn: elsewhere,
    uid: owner.uid,
  })
  return folder
}

/** Makes /var/lib/leadyard. Every user may enter it, so that PostgreSQL's user can reach its folder. */
export async function openSystemFolder(): Promise<void> {
  await mkdir(systemFolder, { recursive: true })
  await chmod(systemFolder, 0o755)
}

async function makePrivate(folder: string, owner: Owner | undefined): Promise<DataFolder> {
  try {
    await mkdir(folder, { recursive: true })
    // The real path, because the process list is searched for it.
    const dir = await realpath(folder)
    if (owner) await chown(dir, owner.uid, owner.gid)
    await chmod(dir, 0o700)
    return {
      dir,
      cluster: join(dir, 'cluster'),
      password: join(dir, 'password'),
      log: join(dir, 'postgres.log'),
      owner,
    }
  } catch (cause) {
    throw closed(folder, cause)
  }
}

function closed(folder: string, cause: unknown): Error {
  return new Error(
    `The data folder ${folder} is closed to this user. Start as the user who first started the hub, ` +
      `or give the folder to this one (chown -R).`,
    { cause },
  )
}

async function readIfThere(file: string): Promise<string | undefined> {
  return (await isThere(file)) ? (await readFile(file, 'utf8')).trim() : undefined
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw closed(dirname(path), error)
    },
  )
}
