/** Who may call the API: tokens, passwords, an identity provider, and the sessions of people who signed in. */
import type { OidcSettings } from '../config/sign-in.ts'
import { type Attempts, openAttempts } from './attempts.ts'
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

export function openAccess(context: GuardContext): Access {
  const attempts = openAttempts({ most: 5, per: minute })
  const starts = openAttempts({ most: 30, per: minute })
  let opened: { settings: OidcSettings; provider: Provider } | undefined
  return {
    ...context,
    attempts,
    links: openLinks(),
    starts,
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
      opened?.provider.close()
    },
  }
}
