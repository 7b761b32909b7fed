import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

/** A mail server of this machine for one test: it takes every letter and keeps it (RFC 5321, as much of it as one sender needs). */
export class Mailbox {
  readonly port: number
  readonly letters: { to: string; text: string }[] = []
  #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (socket) => this.#take(socket))
  }

  static async open(): Promise<Mailbox> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Mailbox(server)
  }

  close(): void { this.#server.close() }

  #take(socket: Socket): void {
    let to = ''
    let letter: string[] | undefined
    let rest = ''
    const answer = (line: string): void => { socket.write(`${line}\r\n`) }
    const heard = (line: string): void => {
      if (letter && line !== '.') { letter.push(line); return }
      const word = letter ? '.' : line.split(/[ :]/)[0]!.toUpperCase()
      if (word === '.') { this.letters.push({ to, text: plain(letter!.join('\r\n')) }); letter = undefined }
      if (word === 'RCPT') to = /<(.*)>/.exec(line)![1]!
      if (word === 'DATA') { letter = []; answer('354 go on'); return }
      answer(word === 'QUIT' ? '221 bye' : '250 ok')
      if (word === 'QUIT') socket.end()
    }
    answer('220 mailbox')
    socket.setEncoding('utf8').on('data', (part: string) => {
      const lines = (rest + part).split('\r\n')
      rest = lines.pop()!
      for (const line of lines) heard(line)
    })
  }
}

/** The plain text of a letter in two forms, out of its transfer encoding. */
function plain(raw: string): string {
  const part = /Content-Type: text\/plain[^]*?\r\n\r\n([^]*?)\r\n--/i.exec(raw)?.[1] ?? ''
  const bytes = part.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
