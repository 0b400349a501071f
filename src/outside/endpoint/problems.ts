/**
 * What any HTTPS endpoint answers that says nothing of its own, shared by the channels that post to one. The words stand in
 * problems.md.
 */
import type { Problem } from '../../connector.ts'
import { filled, type Keeper, readCatalogue, type Signs } from '../catalogue.ts'

const table: readonly Signs[] = [
  {
    id: '{type}-redirect',
    class: 'configuration',
    codes: ['HTTP_301', 'HTTP_302', 'HTTP_303', 'HTTP_307', 'HTTP_308'],
  },
  { id: '{type}-proxy', class: 'configuration', codes: ['HTTP_407'] },
  { id: '{type}-web-page', class: 'configuration', codes: ['WEB_PAGE'] },
  { id: '{type}-too-large', class: 'rejected', codes: ['HTTP_413'] },
  { id: '{type}-busy', class: 'transient', everyLead: true, codes: ['HTTP_429'] },
  {
    id: '{type}-unavailable',
    class: 'transient',
    codes: ['HTTP_500', 'HTTP_503', 'HTTP_521', 'HTTP_523', 'HTTP_525', 'HTTP_526'],
  },
  // See connectors/https/problems.ts: the endpoint's own answer is missing, so it may have done its work.
  {
    id: '{type}-gateway',
    class: 'uncertain',
    codes: [
      ...['HTTP_408', 'HTTP_502', 'HTTP_504', 'HTTP_520', 'HTTP_522', 'HTTP_524'],
      ...['HTTP_529', 'HTTP_530', 'HTTP_598', 'HTTP_599'],
    ],
  },
  {
    id: '{type}-certificate',
    codes: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  },
  { id: '{type}-tls', codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'] },
  { id: '{type}-no-such-host', codes: ['ENOTFOUND', 'ERR_INVALID_URL'] },
  { id: '{type}-private-address', codes: ['ERR_PRIVATE_NETWORK'] },
]

const withWords = readCatalogue(import.meta.dirname, table)

/**
 * @param names `type` of the channel, with which each id begins; `url`: the setting that holds the address.
 * @param ownWords entries for which the channel has its own, by their ids without the type.
 */
export function endpointProblems(
  names: Keeper & { type: string; url: string },
  ownWords: readonly string[] = [],
): readonly Problem[] {
  const leftOut = ownWords.map((key) => `{type}-${key}`)
  return withWords.filter(({ id }) => !leftOut.includes(id)).map((problem) => filled(problem, names))
}
