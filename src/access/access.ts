/** Who may call the API: tokens, passwords, an identity provider, and the sessions of people who signed in. */
import type { OidcSettings } from '../config/sign-in.ts'
import { type Attempts, openAttempts } from './attempts.ts'
import { openFailures, type Tellers } from './failures.ts'
import type { GuardContext } from './guard.ts'
import { openLinks } from './links.ts'
import { openProvider, type Provider } from './oidc.ts'
import { openPasswords } from './passwords.ts'
import type { SignInContext } from './sign-in.ts'

export interface Access extends SignInContext {
  /** How often an address may begin a sign-in at the identity provider. */
  starts: Attempts
  /** The provider of these settings; after a change of the settings the one before is closed. */
  provider(settings: OidcSettings): Provider
  close(): void
}

const minute = 60_000

type Given = Tellers & Pick<GuardContext, 'db' | 'config' | 'localToken'>

export function openAccess({ log, count, ...context }: Given): Access {
  const attempts = openAttempts({ address: 20, pair: 5, name: 100, per: minute }, 'sign-ins failed')
  const starts = openAttempts({ address: 30, per: minute }, 'sign-ins were begun')
  const wrongTokens = openAttempts({ address: 30, per: minute }, 'wrong tokens came from this address')
  let opened: { settings: OidcSettings; provider: Provider } | undefined
  return {
    ...context,
    ...{ attempts, starts, wrongTokens, links: openLinks() },
    failed: openFailures({ log, count }),
    passwords: openPasswords(() => context.config().users[0]?.hash),
    provider(settings) {
      if (opened?.settings === settings) return opened.provider
      opened?.provider.close()
      opened = { settings, provider: openProvider(settings) }
      return opened.provider
    },
    close() {
      attempts.close()
      starts.close()
      wrongTokens.close()
      opened?.provider.close()
    },
  }
}
