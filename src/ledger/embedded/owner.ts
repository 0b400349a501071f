import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

export interface Owner {
  uid: number
  gid: number
}

/**
 * The user to run PostgreSQL as, which refuses to run as root: whoever owns the cluster already, else `postgres`, else
 * `nobody`. Undefined when we are not root and simply run it ourselves.
 */
export function chooseOwner(cluster: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const found = statSync(cluster, { throwIfNoEntry: false })
  if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid }
  const owner = lookUp('postgres') ?? lookUp('nobody')
  if (owner) return owner
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" here. ' +
      'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  )
}

/** Asks the kernel, as that user, because mode bits alone do not tell (access lists, mounts, folders above). */
export function canReach(owner: Owner, path: string, test: '-x' | '-r'): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'test "$0" "$1"', test, path], { ...owner, cwd: '/', stdio: 'ignore' })
  if (probe.error) {
    throw new Error(
      `Cannot start a program as user id ${owner.uid} (${probe.error.message}). ` +
        'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
  return probe.status === 0
}

function lookUp(name: string): Owner | undefined {
  const uid = ask('-u', name)
  const gid = ask('-g', name)
  return uid && gid ? { uid, gid } : undefined
}

// `id` rather than /etc/passwd: it also knows directory services and macOS.
function ask(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) >>> 0 : undefined
}
