import { secretKey } from '../settings/secret-key.ts'

export const sourceKey = secretKey.meta({
  secret: true,
  help: 'The secret of the sender. It comes as `?key=`, as Bearer token or as Basic password.',
})
