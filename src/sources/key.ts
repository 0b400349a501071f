import { secretKey } from '../settings/secret-key.ts'

export const sourceKey = secretKey.meta({
  secret: true,
  help: 'What the sender proves itself with: `?key=`, Bearer or Basic password.',
})
