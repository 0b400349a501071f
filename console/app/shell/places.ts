/** The places of the navigation, in this order; on a phone the first four stand at the bottom. */
export const places = [{ to: '/', key: 'o', name: 'overview' }] as const
