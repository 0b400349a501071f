/**
 * Slack's codes, and the class of each: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks ("Handling errors"),
 * docs.slack.dev/reference/methods/chat.postMessage ("Errors"). The words stand in problems.md.
 */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { endpointProblems } from '../../src/outside/endpoint/problems.ts'

const own: readonly Signs[] = [
  {
    id: 'slack-webhook-gone',
    class: 'configuration',
    codes: ['no_service', 'no_service_id', 'no_team', 'team_disabled', 'invalid_token', 'HTTP_404'],
  },
  {
    id: 'slack-token-refused',
    class: 'configuration',
    codes: ['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'no_permission'],
  },
  { id: 'slack-scope-missing', class: 'configuration', codes: ['missing_scope', 'not_allowed_token_type'] },
  {
    id: 'slack-channel-gone',
    class: 'configuration',
    codes: ['channel_not_found', 'channel_is_archived', 'is_archived', 'HTTP_410'],
  },
  { id: 'slack-not-in-channel', class: 'configuration', codes: ['not_in_channel'] },
  {
    id: 'slack-prohibited',
    class: 'configuration',
    codes: [
      ...['action_prohibited', 'posting_to_general_channel_denied', 'restricted_action', 'ekm_access_denied'],
      ...['restricted_action_read_only_channel', 'restricted_action_thread_only_channel', 'team_access_not_granted'],
      ...['access_denied', 'accesslimited', 'HTTP_403'],
    ],
  },
  {
    id: 'slack-payload',
    class: 'rejected',
    codes: [
      ...['invalid_payload', 'user_not_found', 'no_text', 'missing_text_or_fallback_or_attachments'],
      ...['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'too_many_attachments'],
      ...['invalid_arguments', 'invalid_json', 'json_not_object', 'HTTP_400'],
    ],
  },
  {
    id: 'slack-busy',
    class: 'transient',
    everyLead: true,
    retryIn: 30,
    codes: ['ratelimited', 'rate_limited', 'message_limit_exceeded', 'HTTP_429'],
  },
  {
    id: 'slack-failed',
    class: 'transient',
    codes: ['rollup_error', 'service_unavailable', 'team_added_to_org', 'org_login_required'],
  },
  // Slack says of these two that a part of the work may have been done.
  { id: 'slack-unclear', class: 'uncertain', codes: ['internal_error', 'fatal_error', 'request_timeout', 'NO_PROOF'] },
]

export const problems: readonly Problem[] = readCatalogue(import.meta.dirname, [
  ...own,
  ...endpointProblems({ type: 'slack', url: 'url', thing: 'channel', waiting: 'messages' }, ['busy']),
])
