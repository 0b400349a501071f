'use strict'
// Who may import whom: the one place where that is written. `npm run check` holds the code to it.

/** What outsiders and every folder share. */
const words = ['lead', 'async', 'failure', 'error-place', 'redact', 'liquid', 'connector-contract', 'channel-contract']

/** Folder → folders it may use; `types`: those of which it may know the types alone. */
const folders = {
  lead: { uses: [], types: [] },
  failure: { uses: [], types: [] },
  'error-place': { uses: [], types: [] },
  async: { uses: ['failure'], types: [] },
  redact: { uses: [], types: ['lead'] },
  'connector-contract': { uses: [], types: ['lead', 'outside', 'failure'] },
  'channel-contract': { uses: [], types: ['connector-contract'] },
  liquid: { uses: [], types: [] },
  env: { uses: [], types: [] },
  log: { uses: ['lead', 'error-place'], types: [] },
  local: { uses: [], types: [] },
  mapping: { uses: words, types: [] },
  routing: { uses: words, types: [] },
  outside: { uses: words, types: [] },
  settings: { uses: [], types: [] },
  reading: { uses: words, types: [] },
  sources: { uses: [...words, 'settings', 'reading', 'outside'], types: [] },
  config: { uses: [...words, 'settings', 'sources', 'mapping', 'routing', 'outside'], types: [] },
  ledger: { uses: words, types: [] },
  delivery: { uses: [...words, 'mapping', 'outside', 'ledger'], types: ['config', 'routing'] },
  operations: { uses: [...words, 'mapping', 'routing', 'ledger', 'delivery'], types: [] },
  notify: {
    uses: [...words, 'settings', 'config', 'reading', 'sources', 'routing', 'mapping', 'outside', 'ledger', 'delivery'],
    types: [],
  },
  upkeep: { uses: [...words, 'ledger', 'delivery', 'operations', 'notify'], types: [] },
  queue: { uses: [...words, 'ledger', 'delivery', 'upkeep'], types: ['config'] },
  poll: { uses: [...words, 'sources', 'outside', 'ledger', 'delivery'], types: ['config', 'reading', 'log'] },
  web: { uses: [], types: ['delivery', 'config'] },
  access: { uses: [...words, 'settings', 'outside', 'ledger', 'web'], types: ['config'] },
  ingest: { uses: [...words, 'web', 'reading', 'sources'], types: ['config', 'ledger'] },
  api: {
    uses: [...words, 'config', 'reading', 'sources', 'ledger', 'delivery', 'operations', 'notify', 'web', 'access'],
    types: [],
  },
  // Programs and pages use the client, so it brings no code of the hub.
  client: { uses: [], types: ['api'] },
  cli: {
    uses: [
      ...words,
      ...['compile-cache', 'settings', 'reading', 'config', 'routing', 'delivery', 'operations', 'notify'],
      ...['api', 'access', 'client', 'env', 'local', 'connectors', 'channels'],
    ],
    types: [],
  },
  console: { uses: ['web', 'async'], types: [] },
  // What browsers load: it has the client, and the types of the API through it.
  page: { uses: ['client'], types: ['api'] },
  server: { uses: ['web', 'access', 'api', 'console', 'ingest'], types: ['config', 'delivery'] },
  hub: {
    uses: [...words, 'config', 'routing', 'ledger', 'delivery', 'notify', 'upkeep', 'queue', 'poll', 'web', 'server'],
    types: ['log'],
  },
  demo: { uses: [...words, 'config', 'connectors', 'channels'], types: ['hub', 'ledger'] },
  exports: { uses: [...words, 'outside'], types: [] },
  connector: { uses: [...words, 'outside'], types: [] },
  connectors: { uses: ['connector'], types: ['connector-contract'] },
  channel: { uses: [...words, 'outside'], types: [] },
  channels: { uses: ['channel'], types: ['channel-contract'] },
  'compile-cache': { uses: [], types: [] },
  main: {
    uses: [
      'compile-cache',
      ...words,
      'config',
      'connectors',
      'channels',
      'ledger',
      'env',
      'log',
      'local',
      'demo',
      'hub',
    ],
    types: [],
  },
}

/** Where each folder lies; all others: `src/<name>/`. */
const places = {
  failure: '^src/failure\\.ts$',
  'error-place': '^src/error-place\\.ts$',
  redact: '^src/redact\\.ts$',
  liquid: '^src/liquid\\.ts$',
  'connector-contract': '^src/(connector|record)\\.ts$',
  'channel-contract': '^src/channel\\.ts$',
  env: '^src/env\\.ts$',
  log: '^src/log\\.ts$',
  'compile-cache': '^src/compile-cache\\.ts$',
  main: '^src/(main|start|young-objects)\\.ts$',
  web: '^src/web/(?!server\\.ts$)',
  server: '^src/web/server\\.ts$',
  page: '^console/',
  connectors: '^connectors/index\\.ts$',
  connector: '^connectors/[^/]+/',
  channels: '^channels/index\\.ts$',
  channel: '^channels/[^/]+/',
}
const placeOf = (name) => places[name] ?? `^src/${name}/`
const any = (names) => names.map((name) => `(?:${placeOf(name)})`).join('|') || '^$'

const arrows = Object.entries(folders).flatMap(([name, { uses, types }]) => [
  {
    name: `${name}-uses`,
    comment: `${name} may use: ${uses.join(', ') || 'nothing'}`,
    severity: 'error',
    from: { path: placeOf(name) },
    to: {
      path: '^(src|connectors|channels|console)/',
      pathNot: any([name, ...uses]),
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: `${name}-knows`,
    comment: `${name} may know the types of: ${[...uses, ...types].join(', ') || 'nothing'}`,
    severity: 'error',
    from: { path: placeOf(name) },
    to: { path: '^(src|connectors|channels|console)/', pathNot: any([name, ...uses, ...types]) },
  },
])

/** One door for each thing outside: package → the files that may use it, and why. */
const doors = {
  axios: ['^$', 'every request goes through the door, by undici'],
  undici: ['^src/outside/http[^/]*\\.ts$', 'every request has deadline, cap and guard'],
  bullmq: ['^src/queue/', 'two backends behind one interface'],
  ioredis: ['^src/queue/', 'two backends behind one interface'],
  pg: ['^src/(ledger/|queue/listen\\.ts$|hub/start-failure\\.ts$)', 'opens PostgreSQL'],
  kysely: ['^src/ledger/', 'SQL lives in the ledger'],
  liquidjs: ['^src/(liquid|mapping/(html-)?templates|notify/messages/templates)\\.ts$', 'templates have limits'],
  express: ['^src/(web|ingest|api|access|console)/', 'HTTP comes in there'],
  pino: ['^src/log\\.ts$', 'redaction at the exit'],
  'prom-client': ['^src/web/metrics\\.ts$', 'names of figures in one place'],
  'js-yaml': ['^src/config/yaml\\.ts$', 'one reader of config.yaml'],
  diff: ['^src/config/text-diff\\.ts$', 'one way to show what changed'],
  'csv-parse': ['^src/reading/csv\\.ts$', 'one reader of CSV'],
  'csv-stringify': ['^src/lead/csv\\.ts$', 'formulas are made harmless there'],
  commander: ['^src/cli/', 'the command line'],
  'libphonenumber-js': ['^src/lead/', 'normalised once'],
  'i18n-iso-countries': ['^src/lead/', 'normalised once'],
  '@jmespath-community/jmespath': ['^src/lead/expression\\.ts$', 'expressions have limits'],
  cors: ['^src/ingest/guard\\.ts$', 'who may post a form'],
  'express-rate-limit': ['^src/(ingest/limit|access/attempts)\\.ts$', 'how often somebody may ask'],
  '@azure/data-tables': [
    '^(connectors/azure-table/|src/outside/azure-storage/)',
    'tables are written there, and read there',
  ],
  '@azure/storage-blob': ['^src/outside/azure-storage/', 'one connector’s vendor'],
  'openid-client': ['^src/access/oidc(-fetch)?\\.ts$', 'one place signs people in at a provider'],
  cookie: ['^src/access/cookie\\.ts$', 'one place sets cookies'],
  jose: ['^connectors/salesforce/client\\.ts$', 'one place signs tokens'],
  jsforce: ['^connectors/salesforce/', 'one connector’s vendor'],
  nodemailer: ['^src/outside/smtp/', 'mail'],
}

const doorRules = Object.entries(doors).map(([name, [path, why]]) => ({
  name: `door-${name}`,
  comment: why,
  severity: 'error',
  from: { pathNot: path },
  to: { path: `(^|^node_modules/|^node_modules/@types/)${name}(/|$)` },
}))

/** The same for parts of Node. */
const core = {
  dns: ['^src/outside/address-guard\\.ts$', 'who resolves also refuses'],
  https: ['^$', 'every request has deadline, cap and guard'],
  tls: ['^src/outside/http-sockets\\.ts$', 'every request has deadline, cap and guard'],
  child_process: ['^src/(ledger/embedded|demo)/', 'PostgreSQL and Azurite of our own'],
}

const coreRules = Object.entries(core).map(([name, [path, why]]) => ({
  name: `door-node-${name}`,
  comment: why,
  severity: 'error',
  from: { pathNot: path },
  to: { path: `^${name}(/|$)`, dependencyTypes: ['core'] },
}))

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'files that import each other cannot be read one after the other',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-connector-uses-another',
      comment: 'deleting a connector’s folder and its line leaves a hub that starts',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/' },
      to: { path: '^connectors/([^/]+)/', pathNot: '^connectors/$1/' },
    },
    {
      name: 'no-channel-uses-another',
      comment: 'a channel is one folder and one line',
      severity: 'error',
      from: { path: '^channels/([^/]+)/' },
      to: { path: '^channels/([^/]+)/', pathNot: '^channels/$1/' },
    },
    {
      name: 'no-source-uses-another',
      comment: 'a source is one folder and one line',
      severity: 'error',
      from: { path: '^src/sources/([^/]+)/' },
      to: { path: '^src/sources/[^/]+/', pathNot: '^src/sources/$1/' },
    },
    {
      name: 'only-the-list-knows-a-source',
      comment: 'what is said of one source alone stands in its folder; `sourceOf` finds it',
      severity: 'error',
      from: { pathNot: '^src/sources/(index\\.ts$|[^/]+/)' },
      to: { path: '^src/sources/[^/]+/' },
    },
    {
      name: 'connectors-are-handed-what-is-outside',
      comment: 'HTTP, files and processes come from `tools`',
      severity: 'error',
      from: { path: '^(connectors|channels)/' },
      to: { path: '^(http|tls|fs|child_process)(/|$)', dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-main-starts-the-hub',
      severity: 'error',
      from: { pathNot: '^src/((main|start)\\.ts$|hub/)' },
      to: { path: '^src/((main|start)\\.ts$|hub/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'names-say-what-a-file-does',
      comment: 'a drawer such as utils or helpers fills up',
      severity: 'error',
      from: {},
      to: { path: '(^|/)(utils?|helpers?|common|shared|manager|service|base)(\\.ts$|/)', pathNot: 'node_modules' },
    },
    ...arrows,
    ...doorRules,
    ...coreRules,
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    // The demonstration of all connectors uses the tests' far ends.
    doNotFollow: { path: 'node_modules|^demo/' },
    exclude: { path: '\\.d\\.ts$|^console/dist/' },
  },
}
