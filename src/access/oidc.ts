/** Sign-in at an identity provider: OpenID Connect, authorization code with PKCE, state and nonce. */
import * as oidc from 'openid-client'
import type { OidcSettings } from '../config/sign-in.ts'
import { DeliveryError } from '../failure.ts'
import { guardAddresses } from '../outside/address-guard.ts'
import { openHttp } from '../outside/http.ts'
import { forbidden, Refusal } from '../web/refusal.ts'
import type { Role } from './caller.ts'
import { CheckFailed } from './failures.ts'
import { fetchThrough } from './oidc-fetch.ts'

interface Begun {
  /** Where the browser goes. */
  url: URL
  state: string
  nonce: string
  verifier: string
}

export interface Provider {
  /** @throws Refusal 503 */
  begin(returnUrl: string): Promise<Begun>
  /**
   * @param came the address at which the browser came back.
   * @returns the person; the role is undefined if no value of the claim gives one.
   * @throws Refusal 403 or 503
   */
  finish(came: URL, begun: Omit<Begun, 'url'>): Promise<{ name: string; role: Role | undefined }>
  close(): void
}

/** Milliseconds after which the provider's own description is read again. */
const describedFor = 3_600_000

export function openProvider(settings: OidcSettings): Provider {
  const http = openHttp({ guard: guardAddresses(settings.allowNetworks), timeout: 10_000 })
  let described: { at: number; found: Promise<oidc.Configuration> } | undefined

  function discover(): Promise<oidc.Configuration> {
    if (described && Date.now() - described.at < describedFor) return described.found
    const { issuer, clientId, clientSecret } = settings
    const isPlain = new URL(issuer).protocol === 'http:'
    const found = oidc.discovery(new URL(issuer), clientId, undefined, clientAuth(clientSecret), {
      [oidc.customFetch]: fetchThrough(http),
      // Signatures are checked, although the provider's TLS would do by the standard.
      execute: [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])],
    })
    described = { at: Date.now(), found }
    found.catch(() => (described = undefined))
    return found
  }

  return {
    async begin(returnUrl) {
      const config = await discover().catch(refuse)
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
      const url = oidc.buildAuthorizationUrl(config, {
        ...{ redirect_uri: returnUrl, scope: settings.scope, state, nonce },
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { url, state, nonce, verifier }
    },
    async finish(came, { state, nonce, verifier }) {
      try {
        const config = await discover()
        const granted = await oidc.authorizationCodeGrant(config, came, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
          idTokenExpected: true,
        })
        const claims: Claims = granted.claims() ?? {}
        const more = claims[settings.claim] === undefined ? await moreClaims(config, granted.access_token, claims) : {}
        const all = { ...more, ...claims }
        if (isOverfull(all, settings.claim)) throw new CheckFailed('groups', forbidden(overfull))
        return { name: nameOf(all), role: roleOf(all, settings) }
      } catch (error) {
        return refuse(error)
      }
    },
    close: () => http.close(),
  }
}

/** As the provider asks for it. One that tells nothing takes the secret as HTTP Basic (OpenID Connect Discovery, 3). */
function clientAuth(secret: string): oidc.ClientAuth {
  const [post, basic] = [oidc.ClientSecretPost(secret), oidc.ClientSecretBasic(secret)]
  return (server, ...request) => {
    const takesPost = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
    return (takesPost ? post : basic)(server, ...request)
  }
}

type Claims = Readonly<Record<string, unknown>>

/** Some providers put groups only there. */
async function moreClaims(config: oidc.Configuration, token: string, { sub }: Claims): Promise<Claims> {
  if (!config.serverMetadata().userinfo_endpoint) return {}
  return oidc.fetchUserInfo(config, token, String(sub))
}

/** For the audit and the page. A name that could be one of config.yaml is marked. */
function nameOf(claims: Claims): string {
  const found = ['preferred_username', 'email', 'name', 'sub'].map((key) => claims[key]).find(isText) ?? 'unknown'
  const name = found.replaceAll(/\p{Cc}/gu, '').slice(0, 200)
  return /^[a-z0-9-]{1,48}$/.test(name) ? `${name} (oidc)` : name
}

function roleOf(claims: Claims, { claim, operators, viewers }: OidcSettings): Role | undefined {
  const values = [claims[claim]].flat().filter(isText)
  if (values.some((value) => operators.includes(value))) return 'operator'
  return values.some((value) => viewers.includes(value)) ? 'viewer' : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** Entra ID names another place for the groups of a person who is in more than 200. */
function isOverfull({ _claim_names: elsewhere }: Claims, claim: string): boolean {
  return typeof elsewhere === 'object' && elsewhere !== null && claim in elsewhere
}

const overfull =
  'The identity provider sent no groups, because this person is in too many. Assign app roles to the application, and ' +
  'set api.oidc.claim to roles.'

function refuse(error: unknown): never {
  if (error instanceof Refusal) throw error
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    const code = codeOf(error.error)
    const detail = `The identity provider refused the sign-in (${code}). Begin again; if it stays so, ${ask}`
    throw new CheckFailed('provider', forbidden(detail), code)
  }
  const unreachable = whyUnreachable(error)
  const why = unreachable ?? 'the answer of the identity provider is not what the standard asks for'
  const detail = `The sign-in could not be finished: ${why}. Try again; if it stays so, ${ask}`
  const refusal = new Refusal({ status: 503, title: 'Service Unavailable', detail })
  if (unreachable !== undefined) throw new CheckFailed('unreachable', refusal)
  const code = error instanceof Error && 'code' in error ? codeOf(String(error.code)) : undefined
  throw new CheckFailed('answer', refusal, code)
}

/** openid-client wraps the errors of our door. */
function whyUnreachable(error: unknown): string | undefined {
  if (error instanceof DeliveryError) return error.detail.message
  return error instanceof Error && error.cause !== undefined ? whyUnreachable(error.cause) : undefined
}

const ask = 'check api.oidc in config.yaml and the application that is registered at the provider.'

/** A word of the standard, such as `access_denied`; never a text of the provider. */
function codeOf(error: string): string {
  return /^[\w-]{1,60}$/.test(error) ? error : 'no code'
}
