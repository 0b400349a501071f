import { smtp } from '../../../channels/smtp/index.ts'
import { startSmtp } from '../../far-ends/smtp.ts'
import { conformance } from '../conformance.ts'

conformance(smtp, async () => {
  const server = await startSmtp({ login: { username: 'leads@yard.example', password: 'correct horse battery' } })
  return {
    ...server,
    silence: 'transient',
    ids: () => server.mails.map((mail) => mail.header('Message-ID') ?? ''),
    // A check signs in, and no more.
    provoke: {
      ...server.provoke,
      configuration: () => server.answer('auth', '535 5.7.8 Error: authentication failed'),
    },
  }
})
