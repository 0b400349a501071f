/** The places of the navigation, each with the letter that follows `g`. On a phone they stand at the bottom. */
export const places = [
  { to: '/', key: 'o', name: 'overview' },
  { to: '/failed', key: 'f', name: 'failed' },
  { to: '/leads', key: 'l', name: 'leads' },
  { to: '/alerts', key: 'n', name: 'alerts' },
  { to: '/destinations', key: 'd', name: 'destinations' },
  { to: '/routing', key: 'r', name: 'routing' },
  { to: '/sources', key: 's', name: 'sources' },
  { to: '/proof', key: 'v', name: 'proof' },
  { to: '/config', key: 'c', name: 'config' },
  { to: '/replays', key: 'p', name: 'replays' },
  { to: '/audit', key: 'a', name: 'audit' },
] as const
