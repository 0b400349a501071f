import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

export interface Owner {
  uid: number
  gid: number
}

/**
 * The user that runs PostgreSQL if this process is root, because PostgreSQL refuses to run as root. This is the owner
 * of the cluster, else `postgres`, else `nobody`. Undefined if this process is not root and can run PostgreSQL itself.
 * @throws when none of these users exists.
 */
export function chooseOwner(cluster: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const found = statSync(cluster, { throwIfNoEntry: false })
  if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid }
  const owner = lookUp('postgres') ?? lookUp('nobody')
  if (owner) return owner
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" here. ' +
      'Start as an ordinary user, or set DATABASE_URL to your own PostgreSQL.',
  )
}

/**
 * Whether the user can reach the path. The kernel decides, because access lists, mounts and parent folders count, too.
 */
export function canReach(owner: Owner, path: string, test: '-x' | '-r'): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'test "$0" "$1"', test, path], { ...owner, cwd: '/', stdio: 'ignore' })
  if (probe.error) {
    throw new Error(
      `Cannot start a program as user id ${owner.uid} (${probe.error.message}). ` +
        'Start as an ordinary user, or set DATABASE_URL to your own PostgreSQL.',
    )
  }
  return probe.status === 0
}

function lookUp(name: string): Owner | undefined {
  const uid = ask('-u', name)
  const gid = ask('-g', name)
  return uid && gid ? { uid, gid } : undefined
}

// `id` also knows the users of directory services and of macOS, which are not in /etc/passwd.
function ask(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) >>> 0 : undefined
}
