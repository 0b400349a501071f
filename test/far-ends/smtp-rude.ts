/** SMTP of broken servers, middleboxes and wrong ports. */
import type { Socket } from 'node:net'

export type Rudeness =
  | 'silent'
  | 'closes at once'
  | 'closes before the dot'
  | 'closes after the dot'
  | 'silent after the dot'
  | 'garbage after the dot'
  | 'not quite 250 after the dot'
  | '421 after the dot'
  | 'refuses DATA'
  | 'defers DATA'
  | 'offers no STARTTLS'
  | 'defers STARTTLS'
  | 'offers no AUTH'
  | 'garbage in the middle'
  | 'garbage'
  | 'http'
  | 'oversize'

const greetings: Partial<Record<Rudeness, string>> = {
  garbage: '\u00ff\u00fe what is this\r\n',
  http: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
}

export function beRude(socket: Socket, how: Rudeness): void {
  if (how === 'silent') return
  if (how === 'closes at once') return void socket.end()
  if (how === 'oversize') return void flood(socket)
  const greeting = greetings[how]
  if (greeting) return void socket.end(greeting, 'latin1')
  socket.write('220 rude ESMTP\r\n')
  let body: string | undefined
  let rest = ''
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (body === undefined) body = command(socket, how, line)
      else if (line === '.') body = dot(socket, how)
    }
  })
}

/** @returns '' when the lines of the mail follow */
function command(socket: Socket, how: Rudeness, line: string): string | undefined {
  const word = line.slice(0, 4).toUpperCase()
  if (word === 'DATA') {
    if (how === 'refuses DATA') return say(socket, '554 5.5.1 Error: no valid recipients')
    if (how === 'defers DATA') return say(socket, '451 4.3.0 Error: queue file write error')
    socket.write('354 go ahead\r\n')
    if (how === 'closes before the dot') setImmediate(() => socket.pause().destroy())
    return ''
  }
  if (word === 'STAR') {
    return say(
      socket,
      how === 'defers STARTTLS' ? '454 4.7.0 TLS not available due to local problem' : '502 5.5.1 unknown',
    )
  }
  if (word === 'EHLO')
    return say(socket, how === 'offers no AUTH' ? '250-rude\r\n250 8BITMIME' : '250-rude\r\n250 AUTH PLAIN')
  if (word === 'AUTH') return say(socket, '235 2.7.0 fine')
  if (word === 'MAIL' && how === 'garbage in the middle') return say(socket, '\u00ff\u00fe what is this')
  if (word === 'QUIT') return void socket.end('221 bye\r\n')
  return say(socket, '250 2.1.0 ok')
}

function dot(socket: Socket, how: Rudeness): undefined {
  if (how === 'closes after the dot') return void socket.destroy()
  if (how === 'silent after the dot') return undefined
  if (how === 'garbage after the dot') return say(socket, 'what is this')
  if (how === '421 after the dot') return say(socket, '421 4.3.2 Service shutting down')
  if (how === 'not quite 250 after the dot') return say(socket, '2x0 kind of ok')
  return say(socket, '250 2.0.0 ok')
}

function say(socket: Socket, line: string): undefined {
  socket.write(`${line}\r\n`, 'latin1')
}

function flood(socket: Socket): void {
  const line = `220-${'blah '.repeat(200)}\r\n`
  const more = () => {
    while (!socket.destroyed && socket.write(line));
  }
  socket.on('drain', more)
  more()
}
